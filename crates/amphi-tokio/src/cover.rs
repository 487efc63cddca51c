//! Tokio's workers while they are blocked.

use std::sync::Once;

use amphi_core::BlockOnError;
use amphi_core::region::{self, Cover};

use crate::place::Place;

/// Makes waits on any runtime look after tokio's workers too.
pub(crate) fn register() {
    static REGISTERED: Once = Once::new();
    if !REGISTERED.is_completed() {
        REGISTERED.call_once(|| region::register(&Workers));
    }
}

/// Calls `f`; on a multi-thread worker another thread takes over the worker's tasks meanwhile.
pub(crate) fn block_in_place<F: FnOnce() -> R, R>(f: F) -> R {
    let here = Place::here();
    let _here = here.enter();
    match here {
        Place::Worker => tokio::task::block_in_place(f),
        Place::Free | Place::CurrentThread(_) => f(),
    }
}

struct Workers;

impl Cover for Workers {
    fn cover(
        &self,
        next: &mut dyn FnMut() -> Result<(), BlockOnError>,
    ) -> Result<(), BlockOnError> {
        block_in_place(next)
    }
}

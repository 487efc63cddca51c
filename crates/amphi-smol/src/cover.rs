//! An executor's threads while they are blocked: a spare thread runs the executor meanwhile.

use std::sync::Once;

use amphi_core::BlockOnError;
use amphi_core::region::{self, Cover};

use crate::{late, place, stand_in};

/// Makes waits on any runtime look after this backend's threads too.
pub(crate) fn register() {
    static REGISTERED: Once = Once::new();
    if !REGISTERED.is_completed() {
        REGISTERED.call_once(|| region::register(&Workers));
    }
}

/// Calls `f`; on an executor's thread a spare thread runs the executor meanwhile.
///
/// Where no spare thread is left, `f` is called all the same: it blocks one thread of the executor
/// then, as it would without us.
pub(crate) fn block_in_place<F: FnOnce() -> R, R>(f: F) -> R {
    // Covered once is enough: a wait inside this one blocks the same thread.
    let _covered = place::worker().and_then(|runtime| {
        let stand_in = stand_in::start(runtime.clone())?;
        // Nobody looks after it while `f` runs.
        stand_in.insist();
        Some((place::covered(&runtime), stand_in))
    });
    f()
}

struct Workers;

impl Cover for Workers {
    fn cover(
        &self,
        next: &mut dyn FnMut() -> Result<(), BlockOnError>,
    ) -> Result<(), BlockOnError> {
        match place::worker() {
            None => next(),
            Some(runtime) => {
                let stand_in = stand_in::start(runtime.clone());
                // Covered once is enough: a wait inside this one blocks the same thread.
                let _covered = place::covered(&runtime);
                match stand_in {
                    Some(stand_in) if stand_in.is_queued() => {
                        late::watched(stand_in, runtime, next)
                    }
                    _ => next(),
                }
            }
        }
    }
}

//! Tokio's workers while they are blocked.

use std::sync::Once;

use amphi_core::BlockOnError;
use amphi_core::region::{self, Cover};
use tokio::runtime::Handle;

use crate::gate::Gate;
use crate::place::Place;
use crate::watch::{self, HandedOver, StoodStill};

/// Makes waits on any runtime look after tokio's workers too.
pub(crate) fn register() {
    static REGISTERED: Once = Once::new();
    if !REGISTERED.is_completed() {
        REGISTERED.call_once(|| region::register(&Workers));
    }
}

/// Calls `f`; on a multi-thread worker another thread takes over the worker's tasks meanwhile.
pub(crate) fn block_in_place<F: FnOnce() -> R, R>(f: F) -> R {
    match Place::here() {
        Place::Worker(handle) => {
            let _here = Place::Covered.enter();
            hand_over(&handle, f)
        }
        Place::Free | Place::Covered | Place::CurrentThread(_) => f(),
    }
}

/// Moves this worker's tasks to another thread and calls `f`.
///
/// Tokio takes that thread from the blocking pool of the context that is entered here, which may be
/// that of the runtime that is waited for: its end would wait for this worker then. So the
/// worker's own is entered around the move.
fn hand_over<R>(worker: &Handle, f: impl FnOnce() -> R) -> R {
    let entered = Handle::current();
    let _worker = worker.enter();
    tokio::task::block_in_place(|| {
        let _entered = entered.enter();
        f()
    })
}

struct Workers;

impl Cover for Workers {
    fn cover(
        &self,
        next: &mut dyn FnMut() -> Result<(), BlockOnError>,
    ) -> Result<(), BlockOnError> {
        match Place::here() {
            Place::Free | Place::Covered => next(),
            Place::CurrentThread(handle) => {
                let _here = Place::CurrentThread(handle).enter();
                region::watch(&StoodStill, amphi_core::stall::threshold(), next)
            }
            Place::Worker(handle) => {
                let gate = Gate::of(&handle);
                let _ticket = gate.enter()?;
                // The tasks move now, so a wait inside this one blocks no worker.
                let _here = Place::Covered.enter();
                let _probe = watch::enter(handle.clone(), gate);
                hand_over(&handle, || {
                    region::watch(&HandedOver, watch::FIRST_LOOK, next)
                })
            }
        }
    }
}

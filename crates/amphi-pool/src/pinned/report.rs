//! Telling of a wait on a pinned value's own thread that goes by way of other futures.
//!
//! [`With::wait`](super::With::wait) is refused there. Where a call is awaited inside some `block_on`,
//! nobody can know whether that wait needs it, so the wait is reported when it has lasted.

use std::cell::Cell;
use std::sync::Once;
use std::time::Duration;

use amphi_core::region::{self, Cover, Stall, Watcher};
use amphi_core::{BlockOnError, stall};

thread_local! {
    /// Whether a call to a value of this thread was polled here lately.
    static POLLED: Cell<bool> = const { Cell::new(false) };
    /// Whether a call runs here, so that others cannot begin before it ends.
    static IN_CALL: Cell<bool> = const { Cell::new(false) };
}

/// Calls `f`, which runs calls; waits inside are looked at.
pub(super) fn watched<R>(f: impl FnOnce() -> R) -> R {
    static REGISTERED: Once = Once::new();
    REGISTERED.call_once(|| region::register(&Owners));
    let _back = Back(IN_CALL.replace(true));
    f()
}

/// Calls `f`, which waits for the next call.
#[track_caller]
pub(super) fn unwatched<R>(f: impl FnOnce() -> R) -> R {
    let _back = Back(IN_CALL.replace(false));
    f()
}

/// Puts back what was before, also after a panic.
struct Back(bool);

impl Drop for Back {
    fn drop(&mut self) {
        IN_CALL.set(self.0);
    }
}

/// A call was polled on the thread that is to run it.
pub(super) fn polled_at_home() {
    POLLED.set(true);
}

struct Owners;

impl Cover for Owners {
    fn cover(
        &self,
        next: &mut dyn FnMut() -> Result<(), BlockOnError>,
    ) -> Result<(), BlockOnError> {
        if !IN_CALL.get() {
            return next();
        }
        // The wait polls again before it parks.
        POLLED.set(false);
        region::watch(&Self, stall::threshold(), next)
    }
}

/// How often a wait is looked at that lasts.
const AGAIN: Duration = Duration::from_secs(10);

impl Watcher for Owners {
    fn look(&self, wait: &Stall) -> Result<Option<Duration>, BlockOnError> {
        if POLLED.get() {
            stall::report(
                wait,
                "it waits on the thread of a pinned value for a call to that same value, which cannot \
                 begin before this one ends. Await the call elsewhere, or do here what it does",
            );
        }
        Ok(Some(AGAIN))
    }
}

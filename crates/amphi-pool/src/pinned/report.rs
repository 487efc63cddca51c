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

/// From here on this thread runs calls, whose waits are looked at, until the guard is dropped.
pub(super) fn in_call() -> Back {
    static REGISTERED: Once = Once::new();
    REGISTERED.call_once(|| region::register(&Owners));
    Back(IN_CALL.replace(true))
}

/// From here on this thread waits for the next call, until the guard is dropped.
pub(super) fn between_calls() -> Back {
    Back(IN_CALL.replace(false))
}

/// Puts back what was before, also after a panic.
pub(super) struct Back(bool);

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
                "it waits in a call to a pinned value, or in a scope's closure, for another one on this \
                 same thread, which cannot begin before this one ends. Await that elsewhere, or do \
                 here what it does; in a scope, wait with its `block_on`",
            );
        }
        Ok(Some(AGAIN))
    }
}

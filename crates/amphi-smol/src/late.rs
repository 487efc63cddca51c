//! Waits whose stand-in has not come yet: it is hurried, or the wait is reported.

use std::cell::RefCell;
use std::time::Duration;

use amphi_core::region::{self, Stall, Watcher};
use amphi_core::{BlockOnError, stall};

use crate::stand_in::StandIn;

/// How long a stand-in may take to come back from the wait that it stood in for before.
const FIRST: Duration = Duration::from_millis(1);
/// How often a wait that found no thread looks again.
const LAST: Duration = Duration::from_millis(100);

thread_local! {
    /// The stand-in of this thread's wait.
    static LATE: RefCell<Option<StandIn>> = const { RefCell::new(None) };
}

/// Calls `next`, which blocks a thread of an executor, and looks after its stand-in meanwhile.
pub(crate) fn watched(
    stand_in: StandIn,
    next: &mut dyn FnMut() -> Result<(), BlockOnError>,
) -> Result<(), BlockOnError> {
    let _late = Entered(LATE.replace(Some(stand_in)));
    region::watch(&Uncovered, FIRST, next)
}

/// Ends the wait: its stand-in is released.
struct Entered(Option<StandIn>);

impl Drop for Entered {
    fn drop(&mut self) {
        drop(LATE.replace(self.0.take()));
    }
}

struct Uncovered;

impl Watcher for Uncovered {
    fn look(&self, wait: &Stall) -> Result<Option<Duration>, BlockOnError> {
        if LATE.with_borrow(|late| late.as_ref().is_none_or(StandIn::insist)) {
            return Ok(None);
        }
        if wait.waited() >= stall::threshold() {
            stall::report(
                wait,
                "it blocks a thread of the smol executor and no spare thread is left; if it waits \
                 for tasks that no thread is left to run, it never ends. Await the future instead",
            );
        }
        Ok(Some(wait.waited().clamp(FIRST, LAST)))
    }
}

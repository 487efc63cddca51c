//! Waits whose stand-in has not come yet: it is hurried, or the wait is reported, and in the end refused.

use std::cell::Cell;
use std::time::Duration;

use amphi_core::BlockOnError;
use amphi_core::region::{self, Seen, Stall, Standstill, Watcher};

use crate::SmolRuntime;
use crate::stand_in::{STANDSTILL, StandIn};

/// A wait whose stand-in no thread has taken yet.
struct Late {
    stand_in: StandIn,
    runtime: SmolRuntime,
    seen: Seen,
}

thread_local! {
    /// This thread's wait.
    static LATE: Cell<Option<Late>> = const { Cell::new(None) };
}

/// Calls `next`, which blocks a thread of an executor, and looks after its stand-in meanwhile.
pub(crate) fn watched(
    stand_in: StandIn,
    runtime: SmolRuntime,
    next: &mut dyn FnMut() -> Result<(), BlockOnError>,
) -> Result<(), BlockOnError> {
    let late = Late {
        stand_in,
        runtime,
        seen: Seen::new(),
    };
    let _late = Entered(replace(Some(late)));
    // Until then it may come back from the wait that it stood in for before.
    region::watch(&Uncovered, Standstill::first_look(), next)
}

/// Ends the wait: its stand-in is released.
struct Entered(Option<Late>);

impl Drop for Entered {
    fn drop(&mut self) {
        drop(replace(self.0.take()));
    }
}

struct Uncovered;

impl Watcher for Uncovered {
    fn look(&self, wait: &Stall) -> Result<Option<Duration>, BlockOnError> {
        // Taken out meanwhile: who hears of a report may wait here as well.
        let Some(mut late) = replace(None) else {
            return Ok(None);
        };
        let next = match late.stand_in.insist() {
            true => Ok(None),
            false => late.look(wait).map(Some),
        };
        drop(replace(Some(late)));
        next
    }
}

impl Late {
    fn look(&mut self, wait: &Stall) -> Result<Duration, BlockOnError> {
        STANDSTILL.look(&mut self.seen, wait, INSIDE, |sign| {
            if let Some(executor) = self.runtime.executor() {
                executor.spawn(async move { drop(sign) }).detach();
            }
        })
    }
}

/// Puts this thread's wait in its place, and gives the one that was there. At a thread's end the place may have gone;
/// then nobody looks after waits.
fn replace(late: Option<Late>) -> Option<Late> {
    LATE.try_with(|place| place.replace(late)).ok().flatten()
}

const INSIDE: &str = "it blocks a thread of the smol executor and no spare thread is left; if it \
                      waits for tasks that no thread is left to run, it cannot end. Await the \
                      future instead";

//! Waits that found no spare thread: they get one later, or are reported.

use std::cell::RefCell;
use std::time::Duration;

use amphi_core::region::{self, Stall, Watcher};
use amphi_core::{BlockOnError, stall};
use async_channel::Sender;

use crate::{SmolRuntime, stand_in};

/// How often a wait without a stand-in asks for one: often at first, then less.
const FIRST: Duration = Duration::from_millis(5);
const LAST: Duration = Duration::from_millis(100);

thread_local! {
    /// The wait of this thread that has no stand-in yet, or got one late.
    static LATE: RefCell<Option<Late>> = const { RefCell::new(None) };
}

struct Late {
    runtime: SmolRuntime,
    stand_in: Option<Sender<()>>,
}

/// Calls `next`, which blocks a thread of `runtime`'s executor; looks for a stand-in meanwhile.
pub(crate) fn watched(
    runtime: SmolRuntime,
    next: &mut dyn FnMut() -> Result<(), BlockOnError>,
) -> Result<(), BlockOnError> {
    let _late = Entered(LATE.replace(Some(Late {
        runtime,
        stand_in: None,
    })));
    region::watch(&Uncovered, FIRST, next)
}

/// Ends the wait: its stand-in, where it got one, is released.
struct Entered(Option<Late>);

impl Drop for Entered {
    fn drop(&mut self) {
        drop(LATE.replace(self.0.take()));
    }
}

struct Uncovered;

impl Watcher for Uncovered {
    fn look(&self, wait: &Stall) -> Result<Option<Duration>, BlockOnError> {
        if LATE.with_borrow_mut(|late| late.as_mut().is_none_or(Late::is_covered)) {
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

impl Late {
    fn is_covered(&mut self) -> bool {
        if self.stand_in.is_none() {
            self.stand_in = stand_in::start(self.runtime.clone());
        }
        self.stand_in.is_some()
    }
}

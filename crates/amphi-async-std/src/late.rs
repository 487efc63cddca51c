//! Waits that found no other thread for the executor: they are reported, and in the end refused.

use std::cell::Cell;
use std::time::Duration;

use amphi_core::BlockOnError;
use amphi_core::region::{self, Seen, Stall, Standstill, Watcher};
use async_std::task;

/// Whether waits end that have another thread.
pub(crate) static STANDSTILL: Standstill = Standstill::new();

thread_local! {
    /// What this thread's wait has seen.
    static SEEN: Cell<Seen> = const { Cell::new(Seen::new()) };
}

/// Calls `next`, which blocks a thread of the executor, and looks at the wait meanwhile.
pub(crate) fn watched(
    next: &mut dyn FnMut() -> Result<(), BlockOnError>,
) -> Result<(), BlockOnError> {
    // Waits inside this one block the same thread and are not watched anew.
    replace(Seen::new());
    region::watch(&Uncovered, Standstill::first_look(), next)
}

struct Uncovered;

impl Watcher for Uncovered {
    fn look(&self, wait: &Stall) -> Result<Option<Duration>, BlockOnError> {
        // Taken out meanwhile: who hears of a report may wait here as well.
        let mut seen = replace(Seen::new());
        let next = STANDSTILL.look(&mut seen, wait, INSIDE, |sign| {
            task::spawn(async move { drop(sign) });
        });
        replace(seen);
        next.map(Some)
    }
}

/// At a thread's end the place may have gone; then each look is the first.
fn replace(seen: Seen) -> Seen {
    SEEN.try_with(|place| place.replace(seen))
        .unwrap_or_default()
}

const INSIDE: &str = "it blocks a thread of async-std's executor, which may have no more of them; if \
                      it waits for tasks that no thread is left to run, it cannot end. Await the \
                      future instead";

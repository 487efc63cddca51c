//! Waits that found no other thread for the executor: they are reported, and in the end refused.

use std::cell::RefCell;
use std::time::Duration;

use amphi_core::BlockOnError;
use amphi_core::region::{self, Seen, Stall, Standstill, Watcher};
use async_std::task;

/// Whether waits end that have another thread.
pub(crate) static STANDSTILL: Standstill = Standstill::new();

thread_local! {
    /// What this thread's wait has seen.
    static SEEN: RefCell<Seen> = const { RefCell::new(Seen::new()) };
}

/// Calls `next`, which blocks a thread of the executor, and looks at the wait meanwhile.
pub(crate) fn watched(
    next: &mut dyn FnMut() -> Result<(), BlockOnError>,
) -> Result<(), BlockOnError> {
    // Waits inside this one block the same thread and are not watched anew.
    SEEN.set(Seen::new());
    region::watch(&Uncovered, Standstill::first_look(), next)
}

struct Uncovered;

impl Watcher for Uncovered {
    fn look(&self, wait: &Stall) -> Result<Option<Duration>, BlockOnError> {
        let next = SEEN.with_borrow_mut(|seen| {
            STANDSTILL.look(seen, wait, INSIDE, |sign| {
                task::spawn(async move { drop(sign) });
            })
        });
        next.map(Some)
    }
}

const INSIDE: &str = "it blocks a thread of async-std's executor, which may have no more of them; if \
                      it waits for tasks that no thread is left to run, it cannot end. Await the \
                      future instead";

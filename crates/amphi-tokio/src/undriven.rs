//! Waits on a current-thread runtime that nobody drives.
//!
//! Tokio does not tell whether anybody does; a task that starts shows it. One that does not start may
//! be behind a task that keeps the thread busy. But a runtime that has never parked, and runs nothing
//! for two seconds, is taken for one that was built and forgotten.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use amphi_core::region::{self, Stall, Watcher};
use amphi_core::{BlockOnError, BlockOnErrorKind, stall};
use tokio::runtime::Handle;

/// When a wait is looked at first.
const FIRST_LOOK: Duration = Duration::from_millis(100);
/// How long a task may take to start.
const PATIENCE: Duration = Duration::from_secs(2);

thread_local! {
    /// The wait of this thread.
    static WAIT: Cell<Option<Wait>> = const { Cell::new(None) };
}

/// What a wait knows of the runtime that it waits on.
struct Wait {
    handle: Handle,
    /// Set when the probe has run.
    driven: Option<Arc<AtomicBool>>,
}

/// Calls `next`, which waits on the current-thread runtime of `handle` on another thread.
pub(crate) fn watched(
    handle: Handle,
    next: &mut dyn FnMut() -> Result<(), BlockOnError>,
) -> Result<(), BlockOnError> {
    let wait = Wait {
        handle,
        driven: None,
    };
    let _wait = Entered(replace(Some(wait)));
    region::watch(&Driven, FIRST_LOOK, next)
}

/// Ends the wait.
struct Entered(Option<Wait>);

impl Drop for Entered {
    fn drop(&mut self) {
        drop(replace(self.0.take()));
    }
}

struct Driven;

impl Watcher for Driven {
    fn look(&self, stall: &Stall) -> Result<Option<Duration>, BlockOnError> {
        // Taken out meanwhile: who hears of a report may wait here as well.
        let Some(mut wait) = replace(None) else {
            return Ok(None);
        };
        let next = wait.look(stall);
        drop(replace(Some(wait)));
        next
    }
}

/// Puts this thread's wait in its place, and gives the one that was there. At a thread's end the place may have gone;
/// then nobody looks after waits.
fn replace(wait: Option<Wait>) -> Option<Wait> {
    WAIT.try_with(|place| place.replace(wait)).ok().flatten()
}

impl Wait {
    fn look(&mut self, stall: &Stall) -> Result<Option<Duration>, BlockOnError> {
        let Some(driven) = &self.driven else {
            let driven = Arc::<AtomicBool>::default();
            let sign = driven.clone();
            drop(self.handle.spawn(async move {
                sign.store(true, Ordering::Release);
            }));
            self.driven = Some(driven);
            return Ok(Some(PATIENCE));
        };
        if driven.load(Ordering::Acquire) {
            return Ok(None);
        }
        if self.handle.metrics().worker_park_unpark_count(0) == 0 {
            return Err(BlockOnError::new(BlockOnErrorKind::Undriven));
        }
        stall::report(
            stall,
            "it waits for a tokio current-thread runtime that has run nothing meanwhile: nobody \
             drives it (`Runtime::block_on`), or a task keeps its thread busy",
        );
        Ok(Some(stall.waited()))
    }
}

//! async-std's threads while they are blocked: the executor is given another thread.
//!
//! Its executor can only be run by its own threads, whose number may grow to four times the first
//! one (async-global-executor 2.4, `max_threads`). Threads that were added stay, so the next wait
//! starts none. Past the limit a wait blocks a thread of the executor.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, Once, PoisonError};

use amphi_core::region::{self, Cover};
use amphi_core::{BlockOnError, park};

use crate::place;

/// Threads that are blocked in a wait now.
static BLOCKED: AtomicUsize = AtomicUsize::new(0);
/// Threads that were added so far.
static ADDED: Mutex<usize> = Mutex::new(0);

/// Makes waits on any runtime look after async-std's threads too.
pub(crate) fn register() {
    static REGISTERED: Once = Once::new();
    if !REGISTERED.is_completed() {
        REGISTERED.call_once(|| region::register(&Workers));
    }
}

/// Calls `f`; on a thread of the executor there is one more for the tasks meanwhile.
pub(crate) fn block_in_place<F: FnOnce() -> R, R>(f: F) -> R {
    let _blocked = place::is_worker().then(|| (Blocked::new(), place::covered()));
    f()
}

/// Counts this thread as blocked.
struct Blocked;

impl Blocked {
    fn new() -> Self {
        let blocked = BLOCKED.fetch_add(1, Ordering::Relaxed) + 1;
        let mut added = ADDED.lock().unwrap_or_else(PoisonError::into_inner);
        if blocked > *added {
            // Refused by the system or by its limit: then this wait has no cover.
            let more = park::block_on(async_global_executor::spawn_more_threads(1));
            *added += more.unwrap_or(0);
        }
        Self
    }
}

impl Drop for Blocked {
    fn drop(&mut self) {
        BLOCKED.fetch_sub(1, Ordering::Relaxed);
    }
}

struct Workers;

impl Cover for Workers {
    fn cover(
        &self,
        next: &mut dyn FnMut() -> Result<(), BlockOnError>,
    ) -> Result<(), BlockOnError> {
        block_in_place(next)
    }
}

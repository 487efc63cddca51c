//! async-std's threads while they are blocked: the executor is given another thread.
//!
//! Its executor can only be run by its own threads. Their number may grow to four times the first
//! one (async-global-executor 2.4), unless it is configured before anything uses it, which is done
//! here where amphi comes first. Threads that were added stay, so the next wait starts none. Past
//! the limit a wait blocks a thread of the executor; it is reported when it takes long, and refused
//! where none of the others ends.

use std::env;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, Once, PoisonError};

use amphi_core::region::{self, Cover};
use amphi_core::{BlockOnError, park};

use crate::{late, place};

/// Threads that are blocked in a wait now.
static BLOCKED: AtomicUsize = AtomicUsize::new(0);
/// Threads that were added so far.
static ADDED: Mutex<usize> = Mutex::new(0);

/// Makes waits on any runtime look after async-std's threads too.
pub(crate) fn register() {
    static REGISTERED: Once = Once::new();
    if !REGISTERED.is_completed() {
        REGISTERED.call_once(|| {
            configure();
            region::register(&Workers);
        });
    }
}

/// The executor's threads may become this many, where it has not started yet.
const MOST: usize = 256;

/// Starts the executor as async-std 1.13 does (its `rt` module), but with room to grow.
fn configure() {
    let name = env::var("ASYNC_STD_THREAD_NAME").unwrap_or_else(|_| "async-std/runtime".into());
    let config = async_global_executor::GlobalExecutorConfig::default()
        .with_env_var("ASYNC_STD_THREAD_COUNT")
        .with_thread_name_fn(move || name.clone())
        .with_max_threads(MOST);
    async_global_executor::init_with_config(config);
}

/// Calls `f`; on a thread of the executor there is one more for the tasks meanwhile.
pub(crate) fn block_in_place<F: FnOnce() -> R, R>(f: F) -> R {
    let _blocked = place::is_worker().then(|| (Blocked::new(), place::covered()));
    f()
}

/// Counts this thread as blocked.
struct Blocked {
    /// Whether there is another thread for it.
    is_covered: bool,
}

impl Blocked {
    fn new() -> Self {
        let blocked = BLOCKED.fetch_add(1, Ordering::Relaxed) + 1;
        let mut added = ADDED.lock().unwrap_or_else(PoisonError::into_inner);
        if blocked > *added {
            // Refused by the system or by its limit: then this wait has no cover.
            let more = park::block_on(async_global_executor::spawn_more_threads(1));
            *added += more.unwrap_or(0);
        }
        Self {
            is_covered: blocked <= *added,
        }
    }
}

impl Drop for Blocked {
    fn drop(&mut self) {
        BLOCKED.fetch_sub(1, Ordering::Relaxed);
        if self.is_covered {
            late::STANDSTILL.ended();
        }
    }
}

struct Workers;

impl Cover for Workers {
    fn cover(
        &self,
        next: &mut dyn FnMut() -> Result<(), BlockOnError>,
    ) -> Result<(), BlockOnError> {
        if !place::is_worker() {
            return next();
        }
        let blocked = Blocked::new();
        let _covered = place::covered();
        if blocked.is_covered {
            next()
        } else {
            late::watched(next)
        }
    }
}

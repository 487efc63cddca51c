//! The model checker's.

use std::io;
use std::sync::{OnceLock, PoisonError};
use std::thread::Builder;
use std::time::{Duration, Instant};

use super::{Body, Mutex, MutexGuard};

pub(crate) use loom::sync::Condvar;
pub(crate) use loom::sync::atomic::{AtomicU8, AtomicUsize, Ordering, fence};
pub(crate) use loom::thread::{JoinHandle, current};

/// Starts a thread of the model.
pub(crate) fn start(_: Builder, body: Body) -> io::Result<JoinHandle<()>> {
    Ok(loom::thread::spawn(body))
}

/// Time stands still: an idle time of zero is always over, any other never.
pub(crate) fn now() -> Instant {
    static NOW: OnceLock<Instant> = OnceLock::new();
    *NOW.get_or_init(Instant::now)
}

/// Waits for a notification.
pub(crate) fn wait_until<'a, T>(
    condvar: &Condvar,
    guard: MutexGuard<'a, T>,
    _: Option<Instant>,
) -> MutexGuard<'a, T> {
    condvar.wait(guard).unwrap_or_else(PoisonError::into_inner)
}

/// Wakes one thread. Not the checker's own `park`, whose wake-up gets lost while the thread waits for
/// a lock.
#[derive(Default)]
pub(crate) struct Bell {
    has_rung: Mutex<bool>,
    rings: Condvar,
}

impl Bell {
    pub(crate) fn is_mine(&self) {}

    pub(crate) fn ring(&self) {
        *self.has_rung.lock().unwrap() = true;
        self.rings.notify_one();
    }

    pub(crate) fn wait(&self) -> Option<Duration> {
        let mut has_rung = self.has_rung.lock().unwrap();
        while !*has_rung {
            has_rung = self.rings.wait(has_rung).unwrap();
        }
        *has_rung = false;
        None
    }

    /// With the time standing still, this is as long as it takes.
    pub(crate) fn wait_for(&self, _: Duration) -> Option<Duration> {
        self.wait()
    }
}

//! The standard library's.

use std::io;
use std::sync::{OnceLock, PoisonError};
use std::thread::{Builder, Thread, park, park_timeout};
use std::time::{Duration, Instant};

use super::Body;

pub(crate) use std::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering, fence};
pub(crate) use std::sync::{Condvar, Mutex, MutexGuard};
pub(crate) use std::thread::{JoinHandle, current};

/// Starts a thread.
pub(crate) fn start(builder: Builder, body: Body) -> io::Result<JoinHandle<()>> {
    builder.spawn(body)
}

pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Waits for a notification, at most until `end`.
pub(crate) fn wait_until<'a, T>(
    condvar: &Condvar,
    guard: MutexGuard<'a, T>,
    end: Option<Instant>,
) -> MutexGuard<'a, T> {
    match end {
        None => condvar.wait(guard).unwrap_or_else(PoisonError::into_inner),
        Some(end) => {
            let left = end.saturating_duration_since(Instant::now());
            let waited = condvar.wait_timeout(guard, left);
            waited.unwrap_or_else(PoisonError::into_inner).0
        }
    }
}

/// Wakes one thread, which may also wake up without reason.
#[derive(Default)]
pub(crate) struct Bell(OnceLock<Thread>);

impl Bell {
    /// The thread says who it is, before anybody may ring.
    pub(crate) fn is_mine(&self) {
        // Cannot be set already: only its thread calls this, once.
        let _ = self.0.set(current());
    }

    pub(crate) fn ring(&self) {
        if let Some(thread) = self.0.get() {
            thread.unpark();
        }
    }

    /// Waits until it has rung since the last wait.
    pub(crate) fn wait(&self) {
        park();
    }

    /// Like [`wait`](Self::wait), at most so long.
    pub(crate) fn wait_for(&self, time: Duration) {
        park_timeout(time);
    }
}

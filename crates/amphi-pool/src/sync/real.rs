//! The standard library's.

use std::io;
use std::sync::{OnceLock, PoisonError};
use std::thread::{Builder, Thread, park, park_timeout};
use std::time::{Duration, Instant};

use super::{Body, Mutex, MutexGuard, lock};

pub(crate) use std::sync::Condvar;
pub(crate) use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering, fence};
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
pub(crate) struct Bell {
    thread: OnceLock<Thread>,
    rang_at: Mutex<Option<Instant>>,
}

impl Bell {
    /// The thread says who it is, before anybody may ring.
    pub(crate) fn is_mine(&self) {
        // Cannot be set already: only its thread calls this, once.
        let _ = self.thread.set(current());
    }

    pub(crate) fn ring(&self) {
        if let Some(thread) = self.thread.get() {
            *lock(&self.rang_at) = Some(Instant::now());
            thread.unpark();
        }
    }

    /// Waits until it has rung since the last wait, and gives how long ago that was.
    pub(crate) fn wait(&self) -> Option<Duration> {
        park();
        self.rang()
    }

    /// Like [`wait`](Self::wait), at most so long.
    pub(crate) fn wait_for(&self, time: Duration) -> Option<Duration> {
        park_timeout(time);
        self.rang()
    }

    fn rang(&self) -> Option<Duration> {
        let rang_at = lock(&self.rang_at).take();
        rang_at.map(|at| at.elapsed())
    }
}

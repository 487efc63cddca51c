//! The model checker's.

use std::io;
use std::sync::{LockResult, OnceLock, PoisonError};
use std::thread::Builder;
use std::time::{Duration, Instant};

use super::Body;

pub(crate) use loom::sync::atomic::{AtomicU8, AtomicUsize, Ordering, fence};
pub(crate) use loom::sync::{Condvar, MutexGuard};
pub(crate) use loom::thread::{JoinHandle, current};

/// A lock that a `static` may hold: the checker's own is made where it is locked first. A `static`
/// one that a model locks would be that of an earlier run: a model makes what it needs itself.
#[derive(Debug)]
pub(crate) struct Mutex<T> {
    first: std::sync::Mutex<Option<T>>,
    inner: OnceLock<loom::sync::Mutex<T>>,
}

impl<T> Mutex<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self {
            first: std::sync::Mutex::new(Some(value)),
            inner: OnceLock::new(),
        }
    }

    #[track_caller]
    pub(crate) fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        let first = || self.first.lock().unwrap().take().expect("made once");
        let inner = self.inner.get_or_init(|| loom::sync::Mutex::new(first()));
        inner.lock()
    }
}

impl<T: Default> Default for Mutex<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

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

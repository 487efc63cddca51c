//! The standard library's.

use std::io;
use std::sync::PoisonError;
use std::thread::Builder;
use std::time::Instant;

use super::Body;

pub(crate) use std::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering, fence};
pub(crate) use std::sync::{Condvar, Mutex, MutexGuard};
pub(crate) use std::thread::{JoinHandle, Thread, current, park, park_timeout};

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

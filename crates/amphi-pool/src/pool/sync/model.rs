//! The model checker's.

use std::io;
use std::sync::{OnceLock, PoisonError};
use std::thread::Builder;
use std::time::{Duration, Instant};

use super::Body;

pub(crate) use loom::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering, fence};
pub(crate) use loom::sync::{Condvar, Mutex, MutexGuard};
pub(crate) use loom::thread::{JoinHandle, Thread, current, park};

/// Starts a thread of the model.
pub(crate) fn start(_: Builder, body: Body) -> io::Result<JoinHandle<()>> {
    Ok(loom::thread::spawn(body))
}

/// Time stands still: an idle time of zero is always over, any other never.
pub(crate) fn now() -> Instant {
    static NOW: OnceLock<Instant> = OnceLock::new();
    *NOW.get_or_init(Instant::now)
}

/// Never called with the time standing still.
pub(crate) fn park_timeout(_: Duration) {
    park();
}

/// Waits for a notification.
pub(crate) fn wait_until<'a, T>(
    condvar: &Condvar,
    guard: MutexGuard<'a, T>,
    _: Option<Instant>,
) -> MutexGuard<'a, T> {
    condvar.wait(guard).unwrap_or_else(PoisonError::into_inner)
}

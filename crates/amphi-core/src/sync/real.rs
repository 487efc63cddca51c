//! The standard library's.

use std::io;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use crate::look::{self, Patience};

pub(crate) use std::sync::Condvar;
pub(crate) use std::sync::atomic::{AtomicBool, Ordering};
pub use std::sync::{Mutex, MutexGuard};
pub(crate) use std::thread::{Thread, current, park, park_timeout};

/// Waits while there is nothing, at most this long.
pub(crate) fn wait_a_while<'a, T>(
    condvar: &Condvar,
    guard: MutexGuard<'a, Option<T>>,
    most: Duration,
) -> MutexGuard<'a, Option<T>> {
    let waited = condvar.wait_timeout_while(guard, most, |content| content.is_none());
    waited.unwrap_or_else(PoisonError::into_inner).0
}

/// Looks for a moment whether `is_over`, where that pays.
pub(crate) fn look(patience: &mut Patience, is_over: impl Fn() -> bool) {
    patience.look(|| look::until(Instant::now(), look::BRIEFLY, is_over));
}

/// Starts a thread that nobody joins.
pub(crate) fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> io::Result<()> {
    std::thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .map(drop)
}

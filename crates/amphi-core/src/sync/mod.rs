//! Where this crate takes its locks, atomics and threads from: the standard library, or the model
//! checker.

#[cfg(amphi_loom)]
mod model;
#[cfg(not(amphi_loom))]
mod real;

#[cfg(amphi_loom)]
pub use model::*;
#[cfg(not(amphi_loom))]
pub use real::*;

use std::sync::PoisonError;

/// Locks, and goes on after a panic of another holder: no code of a user runs under our locks, so
/// a poisoned one still guards a consistent value.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits until there is a notification.
pub(crate) fn wait<'a, T>(condvar: &Condvar, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
    condvar.wait(guard).unwrap_or_else(PoisonError::into_inner)
}

//! Where this crate takes its locks and atomics from: the standard library, or the model checker.

#[cfg(not(loom))]
pub(crate) use std::sync::{Mutex, MutexGuard, atomic::AtomicBool, atomic::Ordering};

#[cfg(loom)]
pub(crate) use loom::sync::{Mutex, MutexGuard, atomic::AtomicBool, atomic::Ordering};

/// Locks, and goes on after a panic of another holder: no code of a user runs under our locks, so
/// a poisoned one still guards a consistent value.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    match mutex.lock() {
        Ok(guard) => guard,
        Err(poisoned) => poisoned.into_inner(),
    }
}

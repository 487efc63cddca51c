//! The model checker's.

use std::sync::PoisonError;

pub(in super::super) use loom::sync::atomic::{AtomicBool, Ordering};
pub(in super::super) use loom::sync::{Mutex, MutexGuard};

pub(in super::super) fn lock_patiently<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! The standard library's.

use std::hint::spin_loop;
use std::sync::PoisonError;

pub(in super::super) use std::sync::atomic::{AtomicBool, Ordering};
pub(in super::super) use std::sync::{Mutex, MutexGuard};

/// Locks what another thread locks for a few nanoseconds, again and again: to sleep, and be woken, would
/// cost both of them far more than to try some more times.
pub(in super::super) fn lock_patiently<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    for _ in 0..TRIES {
        if let Ok(guard) = mutex.try_lock() {
            return guard;
        }
        spin_loop();
    }
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

const TRIES: u32 = 64;

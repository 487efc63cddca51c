//! The model checker's.

use std::time::Duration;

pub(crate) use loom::sync::atomic::{AtomicBool, Ordering};
pub(crate) use loom::sync::{Mutex, MutexGuard};
pub(crate) use loom::thread::{Thread, current, park};

/// A park that may end at any time, as a timed one may.
pub(crate) fn park_timeout(_: Duration) {
    loom::thread::yield_now();
}

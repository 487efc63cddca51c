//! The model checker's.

pub(in super::super) use loom::sync::atomic::{AtomicBool, AtomicU8, Ordering, fence};
pub(in super::super) use loom::sync::{Mutex, MutexGuard};

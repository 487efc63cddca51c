//! The standard library's.

pub(in super::super) use std::sync::atomic::{AtomicBool, AtomicU8, Ordering, fence};
pub(in super::super) use std::sync::{Mutex, MutexGuard};

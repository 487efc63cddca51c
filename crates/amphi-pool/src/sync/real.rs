//! The standard library's.

pub(crate) use std::sync::{Mutex, MutexGuard};

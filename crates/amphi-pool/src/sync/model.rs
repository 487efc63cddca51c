//! The model checker's.

pub(crate) use loom::sync::{Mutex, MutexGuard};

//! Where this crate takes its locks, atomics and threads from: the standard library, or the model
//! checker. The locks are those of amphi-core.

#[cfg(amphi_loom)]
mod model;
#[cfg(not(amphi_loom))]
mod real;

#[cfg(amphi_loom)]
pub(crate) use model::*;
#[cfg(not(amphi_loom))]
pub(crate) use real::*;

pub(crate) use amphi_core::internal::{Mutex, MutexGuard, lock};

/// What a thread does.
pub(crate) type Body = Box<dyn FnOnce() + Send>;

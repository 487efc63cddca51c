//! The model checker's.

use std::sync::{LockResult, OnceLock};

pub(crate) use loom::sync::MutexGuard;

/// A lock that a `static` may hold: the checker's own is made where it is locked first. A `static`
/// one that a model locks would be that of an earlier run: a model makes what it needs itself.
#[derive(Debug)]
pub(crate) struct Mutex<T> {
    first: std::sync::Mutex<Option<T>>,
    inner: OnceLock<loom::sync::Mutex<T>>,
}

impl<T> Mutex<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self {
            first: std::sync::Mutex::new(Some(value)),
            inner: OnceLock::new(),
        }
    }

    #[track_caller]
    pub(crate) fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        let first = || self.first.lock().unwrap().take().expect("made once");
        let inner = self.inner.get_or_init(|| loom::sync::Mutex::new(first()));
        inner.lock()
    }
}

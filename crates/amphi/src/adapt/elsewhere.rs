//! [`Elsewhere`]: a value whose drop may block, and so happens on a worker.

use crate::Handle;

/// Owns a value; dropped, it has a worker of the runtime drop that.
///
/// Where the runtime has gone the value is dropped at once, by whoever drops this.
#[derive(Debug)]
pub(crate) struct Elsewhere<T: Send + 'static> {
    /// `None` once it was taken.
    value: Option<Box<T>>,
    handle: Handle,
}

impl<T: Send + 'static> Elsewhere<T> {
    pub(crate) fn new(value: Box<T>, handle: Handle) -> Self {
        Self {
            value: Some(value),
            handle,
        }
    }

    pub(crate) fn into_inner(mut self) -> Box<T> {
        self.value.take().expect("taken only here")
    }

    pub(crate) fn get_mut(&mut self) -> &mut T {
        self.value.as_mut().expect("held until it is dropped")
    }
}

impl<T: Send + 'static> Drop for Elsewhere<T> {
    fn drop(&mut self) {
        if let Some(value) = self.value.take() {
            if std::mem::needs_drop::<T>() {
                drop(self.handle.spawn_blocking(move || drop(value)));
            }
        }
    }
}

//! [`Inside`]: something async that is dropped where its runtime is the current one.

use std::pin::Pin;

use amphi_core::BlockOnError;

use crate::Handle;

/// Owns a stream or an async reader, and waits for it on its runtime.
///
/// Clean-up code may start tasks, so it is dropped inside the runtime too; where that has gone, at
/// once.
#[derive(Debug)]
pub(crate) struct Inside<T> {
    handle: Handle,
    /// `None` once it was dropped or taken.
    value: Option<Pin<Box<T>>>,
}

impl<T> Inside<T> {
    pub(crate) fn new(handle: Handle, value: T) -> Self {
        Self {
            handle,
            value: Some(Box::pin(value)),
        }
    }

    /// The runtime, and the value in its place.
    #[inline]
    pub(crate) fn parts(&mut self) -> (&Handle, &mut Option<Pin<Box<T>>>) {
        (&self.handle, &mut self.value)
    }

    pub(crate) fn get(&self) -> Option<&T> {
        self.value.as_deref()
    }
}

impl<T> Drop for Inside<T> {
    fn drop(&mut self) {
        if let Some(value) = self.value.take() {
            let dropped: Result<(), BlockOnError> =
                self.handle.try_block_on(async move { drop(value) });
            // An error dropped the future, and the value with it.
            drop(dropped);
        }
    }
}

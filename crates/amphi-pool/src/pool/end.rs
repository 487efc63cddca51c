//! [`Handle`]: what all clones of a pool share, so that the last one ends it.

use std::sync::Arc;

use super::Inner;

/// Ends the pool when it is dropped, without waiting: what is queued is still done.
pub(super) struct Handle(Arc<Inner>);

impl Handle {
    pub(super) fn new(inner: Arc<Inner>) -> Self {
        Self(inner)
    }

    pub(super) fn inner(&self) -> &Arc<Inner> {
        &self.0
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.0.leave();
    }
}

//! [`InContext`]: a closure that takes its maker's context along.

use super::Context;

/// A closure and what was in scope where it was offloaded.
pub(crate) struct InContext<F> {
    f: F,
    context: Context,
}

impl<F> InContext<F> {
    #[inline]
    pub(crate) fn new(f: F) -> Self {
        let context = Context::current();
        Self { f, context }
    }

    /// Calls it; all that it held has been dropped when this returns.
    #[inline]
    pub(crate) fn call<T>(self) -> T
    where
        F: FnOnce() -> T,
    {
        self.context.sync_scope(self.f)
    }
}

//! What a runtime cannot tell by itself: that its task or closure runs here. A stranger's, or one whose
//! closures go to a pool.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use crate::{EnterGuard, Handle};

pin_project! {
    /// Enters its runtime at each poll.
    pub(crate) struct Inside<F> {
        #[pin]
        future: F,
        handle: Handle,
    }
}

impl<F> Inside<F> {
    pub(crate) fn new(future: F, handle: Handle) -> Self {
        Self { future, handle }
    }
}

impl<F: Future> Future for Inside<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let _entered = EnterGuard::new(this.handle.clone());
        this.future.poll(cx)
    }
}

/// Wraps a closure so that its runtime is entered while it runs.
pub(crate) fn inside<T>(
    f: impl FnOnce() -> T + Send + 'static,
    handle: Handle,
) -> impl FnOnce() -> T + Send + 'static {
    move || {
        let _entered = EnterGuard::new(handle);
        f()
    }
}

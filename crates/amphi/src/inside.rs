//! What a runtime cannot tell by itself: that its task or closure runs here. A stranger's, or one whose
//! closures go to a pool.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use crate::{EnterGuard, Handle};

pin_project! {
    /// Enters its runtime at each poll, and when it is dropped.
    pub(crate) struct Inside<F> {
        // `None` only while it is dropped.
        #[pin]
        future: Option<F>,
        handle: Handle,
    }

    impl<F> PinnedDrop for Inside<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            let _entered = EnterGuard::running(this.handle.clone());
            this.future.set(None);
        }
    }
}

impl<F> Inside<F> {
    pub(crate) fn new(future: F, handle: Handle) -> Self {
        let future = Some(future);
        Self { future, handle }
    }
}

impl<F: Future> Future for Inside<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let _entered = EnterGuard::running(this.handle.clone());
        let future = this.future.as_pin_mut();
        future.expect("there until it is dropped").poll(cx)
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

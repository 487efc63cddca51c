//! [`Until`]: a future that ends when a token is cancelled, and does not see the token.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use amphi_core::cancel::{CancelToken, WhenCancelled};
use pin_project_lite::pin_project;

pin_project! {
    /// Gives a future's output; `None` where the token is cancelled before.
    ///
    /// Unlike a [`Cancellable`](crate::Cancellable) it leaves the current token as it is: a closure
    /// that waits for it is still asked about its own cancellation inside. The future has been
    /// dropped before this gives anything.
    pub(crate) struct Until<F> {
        // `None` once it has ended.
        #[pin]
        future: Option<F>,
        token: CancelToken,
        cancelled: WhenCancelled,
    }
}

impl<F> Until<F> {
    pub(crate) fn new(future: F, token: CancelToken) -> Self {
        Self {
            future: Some(future),
            cancelled: token.cancelled(),
            token,
        }
    }
}

impl<F: Future> Future for Until<F> {
    type Output = Option<F::Output>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let mut output = None;
        if !this.token.is_cancelled() {
            let future = this.future.as_mut().as_pin_mut();
            match future.expect("polled after completion").poll(cx) {
                Poll::Ready(value) => output = Some(value),
                Poll::Pending if Pin::new(this.cancelled).poll(cx).is_pending() => {
                    return Poll::Pending;
                }
                Poll::Pending => {}
            }
        }
        this.future.set(None);
        Poll::Ready(output)
    }
}

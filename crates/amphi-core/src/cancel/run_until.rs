//! [`Cancellable`]: a future that ends with a cancellation.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use super::{CancelToken, Cancelled, WhenCancelled};
use crate::offload;

pin_project! {
    /// Gives a future's output, or [`Cancelled`] where its token is cancelled before.
    ///
    /// Made by [`cancellable`](super::cancellable) and [`CancelToken::run_until_cancelled`]. The inner
    /// future is dropped before the output or the error is given.
    #[must_use = "futures do nothing unless awaited"]
    pub struct Cancellable<F> {
        // `None` once it has given its output.
        #[pin]
        future: Option<F>,
        // `None` where nothing can cancel it.
        until: Option<WhenCancelled>,
    }
}

impl<F> Cancellable<F> {
    pub(super) fn new(future: F, token: Option<CancelToken>) -> Self {
        Self {
            future: Some(future),
            until: token.map(WhenCancelled::new),
        }
    }
}

impl<F: Future> Future for Cancellable<F> {
    type Output = Result<F::Output, Cancelled>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let token = this.until.as_ref().map(|until| until.token().clone());
        // It is the current one also where the future is dropped.
        let _here = token.clone().map(offload::enter_token);
        if !token.is_some_and(|token| token.is_cancelled()) {
            let future = this.future.as_mut().as_pin_mut();
            if let Poll::Ready(output) = future.expect(ENDED).poll(cx) {
                this.future.set(None);
                *this.until = None;
                return Poll::Ready(Ok(output));
            }
            let until = this.until.as_mut().map(Pin::new);
            if !until.is_some_and(|until| until.poll(cx).is_ready()) {
                return Poll::Pending;
            }
        }
        this.future.set(None);
        Poll::Ready(Err(Cancelled::CANCELLED))
    }
}

impl<F> fmt::Debug for Cancellable<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cancellable")
            .field("until", &self.until)
            .finish_non_exhaustive()
    }
}

const ENDED: &str = "polled after completion";

//! [`WhenCancelled`]: waiting for a cancellation.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use super::CancelToken;
use crate::{park, region};

/// Resolves when a token is cancelled; made by [`CancelToken::cancelled`].
///
/// It may be dropped at any time, and leaves nothing behind.
#[must_use = "futures do nothing unless awaited"]
pub struct WhenCancelled {
    token: CancelToken,
    /// Where the token keeps this one's waker.
    place: Option<usize>,
}

impl WhenCancelled {
    pub(super) fn new(token: CancelToken) -> Self {
        Self { token, place: None }
    }

    pub(super) fn token(&self) -> &CancelToken {
        &self.token
    }

    /// Waits for the cancellation on this thread, from anywhere, nested too.
    ///
    /// # Panics
    /// At the caller's location, where a runtime's limits make the wait impossible
    /// ([`BlockOnError`](crate::BlockOnError)).
    #[track_caller]
    pub fn wait(self) {
        if let Err(error) = park::wait_for(self, region::block) {
            error.raise();
        }
    }

    /// Like [`wait`](Self::wait), for at most `timeout`; whether the token was cancelled by then. A
    /// sleep of a closure that ends early when the closure is cancelled.
    ///
    /// # Panics
    /// As [`wait`](Self::wait).
    #[track_caller]
    pub fn wait_timeout(&mut self, timeout: Duration) -> bool {
        match park::wait_for_timeout(self, timeout, region::block) {
            Ok(cancelled) => cancelled.is_some(),
            Err(error) => error.raise(),
        }
    }
}

impl Future for WhenCancelled {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.get_mut();
        match this.token.0.wake_then(&mut this.place, cx.waker()) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    }
}

impl Drop for WhenCancelled {
    fn drop(&mut self) {
        if let Some(place) = self.place {
            self.token.0.forget(place);
        }
    }
}

impl fmt::Debug for WhenCancelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WhenCancelled")
            .field("is_cancelled", &self.token.is_cancelled())
            .finish_non_exhaustive()
    }
}

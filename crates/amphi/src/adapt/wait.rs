//! [`Wait`]: waiting for a future by a method of the future.

use std::future::Future;
use std::time::Duration;

use crate::{Elapsed, Handle};

/// `future.wait()`, wherever a future is at hand in synchronous code.
///
/// It is [`block_on`](crate::block_on) on the [current runtime](Handle::current), with all of its
/// contract: from anywhere, nested too. Long-lived objects that captured a handle use
/// [`Handle::block_on`].
///
/// ```
/// use std::time::Duration;
/// use amphi::prelude::*;
/// assert_eq!(async { 7 }.wait(), 7);
/// let never = std::future::pending::<()>();
/// assert!(never.wait_timeout(Duration::from_millis(1)).is_err());
/// ```
pub trait Wait: Future + Sized {
    /// Waits for this future on this thread.
    ///
    /// # Panics
    /// At the caller's location, where there is no runtime, or the wait is impossible; a panic of
    /// the future goes on to the caller.
    #[track_caller]
    fn wait(self) -> Self::Output {
        Handle::current().block_on(self)
    }

    /// Like [`wait`](Self::wait), for at most `timeout`. The future is dropped then; call it on
    /// `&mut future` (pinned) to keep it.
    ///
    /// # Errors
    /// [`Elapsed`], where the future was still pending. Where both are ready the future wins.
    ///
    /// # Panics
    /// As [`wait`](Self::wait).
    #[track_caller]
    fn wait_timeout(self, timeout: Duration) -> Result<Self::Output, Elapsed> {
        let handle = Handle::current();
        let bounded = handle.timeout(timeout, self);
        handle.block_on(bounded)
    }
}

impl<F: Future> Wait for F {}

//! [`With`]: a call on its way.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use amphi_core::{park, region};

use super::call::Waited;
use super::queue::OwnerId;
use super::{PinnedError, circle, report};

/// A call to a [`Pinned`](crate::Pinned) value: `.await` it, or [`wait`](Self::wait) for it.
///
/// The call is in its queue already, and runs when its turn comes.
///
/// # Cancellation and drop
/// Dropped before it began, the call never runs, and its closure is dropped at once. One that has
/// begun goes on to its end, and is told: [`is_cancelled`](amphi_core::cancel::is_cancelled) turns true inside,
/// with all that comes with it ([`amphi_core::cancel`]). [`detach`](Self::detach) lets it run either way.
///
/// # Errors
/// [`PinnedError`]: the call panicked (the value stays, as the call left it), was made after the value
/// was closed, there is no value, or the wait would never end.
///
/// # Panics
/// Where it is polled after it gave its result.
#[must_use = "dropping this cancels the call; `detach` it to let it run"]
pub struct With<R> {
    /// `None` only when it was let go.
    call: Option<Arc<dyn Waited<R>>>,
    owner: OwnerId,
}

impl<R> With<R> {
    pub(super) fn new(call: Arc<dyn Waited<R>>, owner: OwnerId) -> Self {
        Self {
            call: Some(call),
            owner,
        }
    }

    /// Waits for the result on this thread, from anywhere, nested too.
    ///
    /// # Errors
    /// As awaiting it. A wait that could never end is refused at once, and the call cancelled: on the
    /// value's own thread ([`is_own_thread`](PinnedError::is_own_thread)), and on the thread of another
    /// pinned value that this one's thread waits for ([`is_cycle`](PinnedError::is_cycle)).
    #[track_caller]
    pub fn wait(self) -> Result<R, PinnedError> {
        let _waiting = circle::wait(self.owner, || self.call().clone().as_finished())?;
        park::wait_for(self, region::block).unwrap_or_else(|error| Err(PinnedError::wait(error)))
    }

    /// Like [`wait`](Self::wait), for at most `timeout`; `None` where there is no result by then.
    ///
    /// It is as good as before: wait again, await it, or drop it. Since this wait ends, it is never
    /// refused.
    ///
    /// # Panics
    /// Where the result was given before.
    #[track_caller]
    pub fn wait_timeout(&mut self, timeout: Duration) -> Option<Result<R, PinnedError>> {
        park::wait_for_timeout(self, timeout, region::block)
            .unwrap_or_else(|error| Some(Err(PinnedError::wait(error))))
    }

    /// Whether the result is there, so that awaiting would not wait.
    pub fn is_finished(&self) -> bool {
        self.call().is_finished()
    }

    /// Lets the call run in its turn; nobody waits for it. A panic of it is told nobody but the
    /// panic hook.
    pub fn detach(mut self) {
        self.call = None;
    }

    /// Asks the call to end; takes effect at this call of `cancel`. What it gives still waits for it.
    ///
    /// One that has not begun never runs, and is dropped by this. One that runs gives its own value; meanwhile
    /// [`is_cancelled`](amphi_core::cancel::is_cancelled) is true inside.
    ///
    /// ```
    /// use amphi_core::cancel::is_cancelled;
    /// let thread = amphi_pool::Pinned::spawn(|| ());
    /// let (begin, has_begun) = std::sync::mpsc::channel();
    /// let endless = thread.with(move |()| {
    ///     begin.send(()).unwrap();
    ///     while !is_cancelled() {
    ///         std::thread::yield_now();
    ///     }
    ///     "as far as I came"
    /// });
    /// has_begun.recv().unwrap();
    /// assert_eq!(endless.cancel().wait().unwrap(), "as far as I came");
    /// ```
    #[must_use = "the cancellation is in force; await this, or wait for it, to know when the call has ended"]
    pub fn cancel(self) -> Self {
        self.call().cancel();
        self
    }

    fn call(&self) -> &Arc<dyn Waited<R>> {
        self.call.as_ref().expect("let go by `detach` alone")
    }
}

impl<R> Future for With<R> {
    type Output = Result<R, PinnedError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let polled = self.call().poll(cx);
        if polled.is_pending() && circle::is_owned(self.owner) {
            report::polled_at_home();
        }
        polled
    }
}

impl<R> Drop for With<R> {
    fn drop(&mut self) {
        if let Some(call) = &self.call {
            call.cancel();
        }
    }
}

impl<R> fmt::Debug for With<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("With")
            .field("is_finished", &self.is_finished())
            .finish_non_exhaustive()
    }
}

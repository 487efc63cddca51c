//! [`Shielded`]: a call that nothing but its own end ends.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use amphi_core::{TaskHandle, TaskHandleExt};

use super::offloaded::raise;

/// The call of a blocking function that goes on to its end whoever stops waiting for it; made by
/// [`Offloaded::shielded`](crate::Offloaded::shielded) and [`LimitedCall::shielded`](crate::LimitedCall::shielded).
///
/// It has started. Await `&mut` it where that wait may be given up, and keep it: it can be awaited, or
/// [joined](Self::join), again, until it has given its value.
///
/// ```
/// use std::time::Duration;
/// use amphi::asyncify;
///
/// let save = asyncify(|text: String| text.len());
/// # amphi::block_on(async {
/// let mut saving = save("all of it".into()).shielded();
/// // Gives up the wait, not the work.
/// let in_time = amphi::timeout(Duration::ZERO, &mut saving).await;
/// let saved = match in_time {
///     Ok(saved) => saved,
///     Err(_) => saving.await,
/// };
/// assert_eq!(saved, 9);
/// # });
/// ```
///
/// # Cancellation and drop
/// Dropping it lets the function run, whether it waits for a permit, is queued or runs already;
/// [`is_cancelled`](crate::is_cancelled) stays false inside. [`into_handle`](Self::into_handle) gives what can still
/// cancel it by name.
///
/// # Panics
/// As [`Offloaded`](crate::Offloaded).
#[must_use = "dropping this lets the function go on, and loses its value"]
pub struct Shielded<R, H> {
    handle: H,
    gives: PhantomData<fn() -> R>,
}

impl<R, H: TaskHandle<R>> Shielded<R, H> {
    pub(super) const fn new(handle: H) -> Self {
        let gives = PhantomData;
        Self { handle, gives }
    }

    /// Waits for the value on this thread, from anywhere, nested too.
    ///
    /// # Panics
    /// As awaiting it does, and where a runtime's limits make the wait impossible.
    #[track_caller]
    pub fn join(self) -> R {
        match self.handle.join() {
            Ok(value) => value,
            Err(error) => raise(error),
        }
    }

    /// Like [`join`](Self::join), for at most `timeout`; `None` where there is no value by then. The
    /// function goes on, and so does this.
    ///
    /// # Panics
    /// As [`join`](Self::join), and where the value was given before.
    #[track_caller]
    pub fn join_timeout(&mut self, timeout: Duration) -> Option<R> {
        match self.handle.join_timeout(timeout)? {
            Ok(value) => Some(value),
            Err(error) => raise(error),
        }
    }

    /// Whether the value is there, so that awaiting would not wait.
    pub fn is_finished(&self) -> bool {
        self.handle.is_finished()
    }

    /// The handle, which tells failures from values and can be cancelled.
    pub fn into_handle(self) -> H {
        self.handle
    }
}

impl<R, H: TaskHandle<R>> Future for Shielded<R, H> {
    type Output = R;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<R> {
        let result = ready!(Pin::new(&mut self.handle).poll(cx));
        Poll::Ready(result.unwrap_or_else(|error| raise(error)))
    }
}

impl<R, H: TaskHandle<R>> fmt::Debug for Shielded<R, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shielded")
            .field("is_finished", &self.is_finished())
            .finish_non_exhaustive()
    }
}

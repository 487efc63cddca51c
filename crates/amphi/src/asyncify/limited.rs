//! [`LimitedCall`]: a call that waits for a permit first.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use amphi_core::{SpawnBlocking, TaskHandle, park, region};
use amphi_pool::Acquire;

use super::{Asyncify, Current, Offloaded};
use crate::JoinHandle;

/// The call of a blocking function that needs a permit; made by
/// [`Offloaded::limited`](crate::Offloaded::limited).
///
/// Await it, or [`join`](Self::join) it. It comes to the limiter's queue when it is first polled, and is offloaded
/// once it has the permit, which it holds until the function has really ended.
///
/// # Cancellation
/// Dropping it gives the call up, as with [`Offloaded`]: while it waits for its permit, the function
/// never runs.
///
/// # Panics
/// As [`Offloaded`].
#[must_use = "futures do nothing unless they are awaited; `.join()` waits"]
pub struct LimitedCall<F, Args, R, S = Current, H = JoinHandle<R>>
where
    H: TaskHandle<R>,
{
    /// `None` once the call has its permit.
    acquire: Option<Acquire>,
    call: Offloaded<F, Args, R, S, H>,
}

impl<F, Args, R, S, H: TaskHandle<R>> LimitedCall<F, Args, R, S, H> {
    pub(super) const fn new(acquire: Option<Acquire>, call: Offloaded<F, Args, R, S, H>) -> Self {
        Self { acquire, call }
    }
}

impl<F, Args, R, S> LimitedCall<F, Args, R, S, S::JoinHandle<R>>
where
    F: Asyncify<Args, Output = R> + Send + 'static,
    Args: Send + 'static,
    R: Send + 'static,
    S: SpawnBlocking,
{
    /// Waits for the value on this thread, from anywhere, nested too.
    ///
    /// # Panics
    /// As awaiting it does, and where a runtime's limits make the wait impossible.
    #[track_caller]
    pub fn join(self) -> R {
        match park::wait_for(self, region::block) {
            Ok(value) => value,
            Err(error) => error.raise(),
        }
    }
}

impl<F, Args, R, S> Future for LimitedCall<F, Args, R, S, S::JoinHandle<R>>
where
    F: Asyncify<Args, Output = R> + Send + 'static,
    Args: Send + 'static,
    R: Send + 'static,
    S: SpawnBlocking,
{
    type Output = R;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<R> {
        if let Some(acquire) = &mut self.acquire {
            let permit = ready!(Pin::new(acquire).poll(cx));
            self.acquire = None;
            self.call.start_with(permit);
        }
        Pin::new(&mut self.call).poll(cx)
    }
}

/// Nothing in it is ever pinned.
impl<F, Args, R, S, H: TaskHandle<R>> Unpin for LimitedCall<F, Args, R, S, H> {}

impl<F, Args, R, S, H: TaskHandle<R>> fmt::Debug for LimitedCall<F, Args, R, S, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LimitedCall")
            .field("waits", &self.acquire.is_some())
            .field("call", &self.call)
            .finish()
    }
}

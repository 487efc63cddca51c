//! [`LimitedCall`]: a call that waits for a permit first.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use amphi_core::{SpawnBlocking, TaskHandle, park, region};
use amphi_pool::{Acquire, LimitedHandle, Permit};

use super::{Asyncify, Current, Offloaded, Shielded};
use crate::JoinHandle;

/// The call of a blocking function that needs a permit; made by
/// [`Offloaded::limited`](crate::Offloaded::limited).
///
/// Await it, or [`join`](Self::join) it. It comes to the limiter's queue when it is first polled, and is offloaded
/// once it has the permit, which it holds until the function has really ended. With the permit it waits for room where
/// it runs on a pool with a [`queue_limit`](crate::PoolBuilder::queue_limit).
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
    /// Until there is room for the call.
    permit: Option<Permit>,
    call: Offloaded<F, Args, R, S, H>,
}

impl<F, Args, R, S, H: TaskHandle<R>> LimitedCall<F, Args, R, S, H> {
    pub(super) const fn new(acquire: Option<Acquire>, call: Offloaded<F, Args, R, S, H>) -> Self {
        Self {
            acquire,
            permit: None,
            call,
        }
    }
}

impl<F, Args, R, S> LimitedCall<F, Args, R, S, S::JoinHandle<R>>
where
    F: Asyncify<Args, Output = R> + Send + 'static,
    Args: Send + 'static,
    R: Send + 'static,
    S: SpawnBlocking,
{
    /// Takes its place in the limiter's queue now, where it has none yet; from here on nobody's drop gives
    /// the call up, and it starts when its turn comes, whether or not anybody waits.
    ///
    /// ```
    /// use amphi::{Limiter, asyncify};
    /// let limiter = Limiter::new(1);
    /// let held = limiter.try_acquire();
    /// let call = asyncify(|| 6 * 7)().limited(&limiter).shielded();
    /// assert_eq!(limiter.stats().waiting, 1);
    /// drop(held);
    /// assert_eq!(call.join(), 42);
    /// ```
    ///
    /// # Panics
    /// As [`Offloaded::spawn`](crate::Offloaded::spawn).
    #[track_caller]
    pub fn shielded(mut self) -> Shielded<R, LimitedHandle<R, S::JoinHandle<R>>> {
        if let Some(permit) = self.permit.take() {
            self.call.start_with(permit);
        }
        Shielded::new(match self.acquire {
            Some(acquire) => self.call.shielded_with(acquire),
            None => LimitedHandle::offloaded(self.call.spawn()),
        })
    }

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
            self.permit = Some(permit);
        }
        if self.permit.is_some() {
            ready!(self.call.poll_room(cx));
            if let Some(permit) = self.permit.take() {
                self.call.start_with(permit);
            }
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

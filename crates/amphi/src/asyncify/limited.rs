//! [`LimitedCall`]: a call that waits for a permit first.

use std::fmt;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use amphi_core::{SpawnBlocking, TaskHandle, park, region};
use amphi_pool::Acquire;

use super::offloaded::Running;
use super::{Asyncify, Current};
use crate::JoinHandle;

/// The call of a blocking function that needs a permit; made by
/// [`Offloaded::limited`](crate::Offloaded::limited).
///
/// Await it, or [`join`](Self::join) it. It comes to the limiter's queue when it is first polled, and is offloaded
/// once it has the permit, which it holds until the function has really ended.
///
/// # Cancellation
/// Dropping it gives the call up, as with [`Offloaded`](crate::Offloaded): while it waits for its permit, the function
/// never runs.
///
/// # Panics
/// As [`Offloaded`](crate::Offloaded).
#[must_use = "futures do nothing unless they are awaited; `.join()` waits"]
pub struct LimitedCall<F, Args, R, S = Current, H = JoinHandle<R>>(State<F, Args, R, S, H>)
where
    H: TaskHandle<R>;

enum State<F, Args, R, S, H: TaskHandle<R>> {
    Waiting {
        acquire: Acquire,
        f: F,
        args: Args,
        on: S,
    },
    Started(Running<R, H>),
    Given,
}

impl<F, Args, R, S, H: TaskHandle<R>> LimitedCall<F, Args, R, S, H> {
    pub(super) const fn new(acquire: Acquire, f: F, args: Args, on: S) -> Self {
        Self(State::Waiting {
            acquire,
            f,
            args,
            on,
        })
    }

    pub(super) const fn started(call: Running<R, H>) -> Self {
        Self(State::Started(call))
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
        if let State::Waiting { acquire, .. } = &mut self.0 {
            let permit = ready!(Pin::new(acquire).poll(cx));
            if let State::Waiting { f, args, on, .. } = mem::replace(&mut self.0, State::Given) {
                let call = on.spawn_blocking(move || permit.run(move || f.call_with(args)));
                self.0 = State::Started(Running::new(call));
            }
        }
        let State::Started(call) = &mut self.0 else {
            panic!("a call was polled after it had given its value")
        };
        let value = ready!(Pin::new(call).poll(cx));
        self.0 = State::Given;
        Poll::Ready(value)
    }
}

/// Nothing in it is ever pinned.
impl<F, Args, R, S, H: TaskHandle<R>> Unpin for LimitedCall<F, Args, R, S, H> {}

impl<F, Args, R, S, H: TaskHandle<R>> fmt::Debug for LimitedCall<F, Args, R, S, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match &self.0 {
            State::Waiting { .. } => "waiting",
            State::Started(_) => "started",
            State::Given => "given",
        };
        f.debug_tuple("LimitedCall")
            .field(&format_args!("{state}"))
            .finish()
    }
}

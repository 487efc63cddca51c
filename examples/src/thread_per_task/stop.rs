//! Ending a task from outside: a signal that its thread looks at whenever it polls.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use amphi_core::{CatchUnwind, Caught, JoinError};

/// Tells one task to stop.
#[derive(Default)]
pub(super) struct Stop(Mutex<State>);

#[derive(Default)]
struct State {
    why: Option<Why>,
    waker: Option<Waker>,
}

/// Why a task was stopped.
#[derive(Clone, Copy)]
pub(super) enum Why {
    Cancelled,
    Shutdown,
}

impl Stop {
    /// Stops the task when it suspends next. The first reason counts.
    pub(super) fn tell(&self, why: Why) {
        let waker = {
            let mut state = self.lock();
            state.why.get_or_insert(why);
            state.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Runs `future` to its end or until it is told to stop; it is dropped when this resolves.
    pub(super) async fn run<F: Future>(&self, future: F) -> Result<F::Output, JoinError> {
        // A panic is a value here, so that a second one, when the future is dropped, cannot abort.
        let mut future = pin!(CatchUnwind::new(future));
        poll_fn(|cx| match self.poll(cx) {
            Poll::Ready(error) => Poll::Ready(Err(error)),
            Poll::Pending => future.as_mut().poll(cx).map(Caught::into_result),
        })
        .await
    }

    fn poll(&self, cx: &mut Context<'_>) -> Poll<JoinError> {
        let waker = cx.waker().clone();
        let mut state = self.lock();
        let old = match state.why {
            Some(Why::Cancelled) => return Poll::Ready(JoinError::cancelled()),
            Some(Why::Shutdown) => return Poll::Ready(JoinError::shutdown()),
            None => state.waker.replace(waker),
        };
        drop(state);
        drop(old);
        Poll::Pending
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

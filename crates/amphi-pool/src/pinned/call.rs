//! [`Call`]: what a [`With`](super::With) and the owner's queue share.
//!
//! ```text
//! Queued(f) ---- run ----> Running ---- returned, panicked ----> Done(result) ---- polled ----> Taken
//!     `----- cancelled, refused: dropped instead ------------------^
//! ```
//!
//! Who takes the closure out of `Queued` owns it, so it runs at most once. Nothing of a user runs or
//! is dropped while the lock is held.

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use amphi_core::JoinError;
use amphi_core::cancel::{self, CancelToken, Cancellation};
use amphi_core::internal::Keep;

use super::PinnedError;
use crate::sync::{Mutex, lock};

/// The owner's view of a call, whatever the closure's type.
pub(super) trait Run<T>: Send + Sync {
    /// Runs it, unless it was cancelled.
    fn run(self: Arc<Self>, value: &mut T);
    /// Ends it with `error`, unless it has begun.
    fn refuse(&self, error: PinnedError);
    fn is_queued(&self) -> bool;
}

/// The waiter's view of a call.
pub(super) trait Waited<R>: Finished {
    fn poll(&self, cx: &mut Context<'_>) -> Poll<Result<R, PinnedError>>;
    /// Ends it; one that has begun is told.
    fn cancel(&self);
    fn as_finished(self: Arc<Self>) -> Arc<dyn Finished>;
}

/// What somebody may wait for.
pub(super) trait Finished: Send + Sync {
    fn is_finished(&self) -> bool;
}

pub(super) struct Call<F, R> {
    inner: Mutex<Inner<F, R>>,
}

struct Inner<F, R> {
    state: State<F, R>,
    /// Who waits for the result.
    waker: Option<Waker>,
    is_cancelled: bool,
    /// What the call gave to others, to be cancelled with it.
    token: Option<CancelToken>,
}

enum State<F, R> {
    Queued(F),
    Running,
    Done(Result<R, PinnedError>),
    Taken,
}

impl<F, R> Call<F, R> {
    pub(super) fn new(f: F) -> Self {
        let inner = Inner {
            state: State::Queued(f),
            waker: None,
            is_cancelled: false,
            token: None,
        };
        Self {
            inner: Mutex::new(inner),
        }
    }

    /// Takes the closure out where it has not started; whoever gets it owes a result.
    fn take_closure(&self) -> Option<F> {
        let mut inner = lock(&self.inner);
        match mem::replace(&mut inner.state, State::Running) {
            State::Queued(f) => Some(f),
            other => {
                inner.state = other;
                None
            }
        }
    }

    /// Publishes the result and wakes who waits for it.
    fn finish(&self, result: Result<R, PinnedError>) {
        let mut inner = lock(&self.inner);
        inner.state = State::Done(result);
        let waker = inner.waker.take();
        drop(inner);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Ends a call that has not begun.
    fn abandon(&self, error: PinnedError) {
        let Some(f) = self.take_closure() else { return };
        // Dropped before the result can be seen; a panic of that must not lose the result.
        let dropped = catch_unwind(AssertUnwindSafe(|| drop(f)));
        self.finish(Err(dropped.map_or_else(panicked, |()| error)));
    }
}

impl<T, F, R> Run<T> for Call<F, R>
where
    F: FnOnce(&mut T) -> R + Send + 'static,
    R: Send + 'static,
{
    fn run(self: Arc<Self>, value: &mut T) {
        let Some(f) = self.take_closure() else { return };
        // The call consumes the closure, so its captures are gone when it returns.
        let call = || cancel::run_inside(self.clone(), || f(value));
        let result = catch_unwind(AssertUnwindSafe(call));
        self.finish(result.map_err(panicked));
    }

    fn refuse(&self, error: PinnedError) {
        self.abandon(error);
    }

    fn is_queued(&self) -> bool {
        matches!(lock(&self.inner).state, State::Queued(_))
    }
}

impl<F: Send, R: Send> Cancellation for Call<F, R> {
    fn is_cancelled(&self) -> bool {
        lock(&self.inner).is_cancelled
    }

    fn token(&self) -> CancelToken {
        let made = CancelToken::new();
        let mut inner = lock(&self.inner);
        let token = inner.token.get_or_insert(made).clone();
        let is_cancelled = inner.is_cancelled;
        drop(inner);
        if is_cancelled {
            token.cancel();
        }
        token
    }
}

impl<F: Send, R: Send> Finished for Call<F, R> {
    fn is_finished(&self) -> bool {
        matches!(lock(&self.inner).state, State::Done(_) | State::Taken)
    }
}

impl<F, R> Waited<R> for Call<F, R>
where
    F: Send + 'static,
    R: Send + 'static,
{
    fn poll(&self, cx: &mut Context<'_>) -> Poll<Result<R, PinnedError>> {
        let mut keep = Keep::new(cx.waker());
        loop {
            let mut inner = lock(&self.inner);
            match mem::replace(&mut inner.state, State::Taken) {
                State::Done(result) => return Poll::Ready(result),
                State::Taken => {
                    drop(inner);
                    panic!("a `With` was polled after it had given its result")
                }
                waiting => inner.state = waiting,
            }
            let is_kept = keep.put(&mut inner.waker);
            drop(inner);
            if is_kept {
                return Poll::Pending;
            }
            keep.prepare();
        }
    }

    fn cancel(&self) {
        let mut inner = lock(&self.inner);
        if let State::Taken = inner.state {
            return;
        }
        inner.is_cancelled = true;
        let token = inner.token.clone();
        drop(inner);
        self.abandon(PinnedError::join(JoinError::cancelled()));
        if let Some(token) = token {
            token.cancel();
        }
    }

    fn as_finished(self: Arc<Self>) -> Arc<dyn Finished> {
        self
    }
}

fn panicked(payload: Box<dyn std::any::Any + Send>) -> PinnedError {
    PinnedError::join(JoinError::panicked(payload))
}

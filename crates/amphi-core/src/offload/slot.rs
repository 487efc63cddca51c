//! The state that a job and its handle share.
//!
//! ```text
//!            run                    returned, panicked
//! Queued ------------> Running ------------------------> Done --- polled ---> Taken
//!   |                     |                               ^
//!   `-------------------->`- closure dropped instead -----'
//!     job dropped, cancelled
//! ```
//!
//! Only who moves the slot out of `Queued` owns the closure, so it runs at most once. Nothing of a
//! user (closure, waker, value) runs or is dropped while the lock is held.

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, Waker};

use super::current;
use super::take_back::{self, Take};
use crate::JoinError;
use crate::cancel::{CancelToken, Cancellation};
use crate::context::InContext;
use crate::internal::{Keep, Payload, quietly};
use crate::sync::{AtomicBool, Mutex, Ordering, lock};

/// The handle's view of a slot, whatever the closure's type.
pub(super) trait Shared<T>: Send + Sync {
    fn poll(&self, cx: &mut Context<'_>) -> Poll<Result<T, JoinError>>;
    fn cancel(&self);
    fn is_finished(&self) -> bool;
    /// Has a wait inside a closure look after this one, where it has not started.
    fn want(self: Arc<Self>);
}

pub(super) struct Slot<F, T> {
    inner: Mutex<Inner<F, T>>,
    cancelled: AtomicBool,
    /// The result is there, or was; outside the lock for who looks again and again.
    finished: AtomicBool,
    /// Which closure's waits look after this one.
    wanted_by: AtomicUsize,
}

struct Inner<F, T> {
    state: State<F, T>,
    /// Who waits for the result.
    waker: Option<Waker>,
    /// What the closure gave to others, to be cancelled with it.
    token: Option<CancelToken>,
}

enum State<F, T> {
    /// With what was in scope where it was made.
    Queued(InContext<F>),
    Running,
    Done(Result<T, JoinError>),
    Taken,
}

impl<F, T> Slot<F, T> {
    pub(super) fn new(f: F) -> Self {
        let inner = Inner {
            state: State::Queued(InContext::new(f)),
            waker: None,
            token: None,
        };
        take_back::made();
        Self {
            inner: Mutex::new(inner),
            cancelled: AtomicBool::new(false),
            finished: AtomicBool::new(false),
            wanted_by: AtomicUsize::new(0),
        }
    }

    /// Takes the closure out where it has not started; whoever gets it owes a result.
    #[inline]
    fn take_closure(&self) -> Option<InContext<F>> {
        let mut inner = lock(&self.inner);
        match mem::replace(&mut inner.state, State::Running) {
            State::Queued(f) => {
                take_back::started();
                Some(f)
            }
            other => {
                inner.state = other;
                None
            }
        }
    }

    /// Publishes the result and wakes who waits for it.
    #[inline]
    fn finish(&self, result: Result<T, JoinError>) {
        let mut inner = lock(&self.inner);
        // Who owes a result has left `Running` there: nothing to drop.
        mem::forget(mem::replace(&mut inner.state, State::Done(result)));
        self.finished.store(true, Ordering::Release);
        let waker = inner.waker.take();
        drop(inner);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Ends a closure that has not started, without running it.
    pub(super) fn abandon(&self, error: JoinError) {
        let Some(f) = self.take_closure() else { return };
        // Dropped before the result can be seen (C7); a panic of that must not lose the result.
        let dropped = catch_unwind(AssertUnwindSafe(|| drop(f)));
        self.finish(Err(dropped.map_or_else(JoinError::panicked, |()| error)));
    }
}

impl<F, T> Slot<F, T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    /// Runs the closure on this thread; false where it was cancelled, or taken, before.
    ///
    /// Never panics: a panic of the closure is its result, one in the drop of a result that nobody takes is
    /// swallowed.
    pub(super) fn run(self: Arc<Self>, is_taken: bool) -> bool {
        let Some(f) = self.take_closure() else {
            quietly(|| drop(self));
            return false;
        };
        let entered = current::enter(self.clone(), is_taken);
        let mut slot = Some(self);
        let ran = catch_unwind(AssertUnwindSafe(|| {
            // The call consumes the closure, so its captures and its context are gone when it returns
            // (C7).
            let value = f.call();
            drop(entered);
            if let Some(slot) = slot.take() {
                slot.finish(Ok(value));
            }
        }));
        if let Err(payload) = ran {
            Self::failed(slot, payload);
        }
        true
    }

    /// The closure panicked; or, where the slot was let go already, what woke or dropped its value.
    #[cold]
    fn failed(slot: Option<Arc<Self>>, payload: Payload) {
        match slot {
            // With the slot, whose last part it may be: the payload is dropped with that.
            Some(slot) => quietly(move || slot.finish(Err(JoinError::panicked(payload)))),
            // As `quietly` does: its own drop may panic.
            None => mem::forget(payload),
        }
    }
}

impl<F: Send, T: Send> Cancellation for Slot<F, T> {
    fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Acquire)
    }

    fn token(&self) -> CancelToken {
        let made = CancelToken::new();
        let token = lock(&self.inner).token.get_or_insert(made).clone();
        // A canceller came before, or finds the token under the lock.
        if self.is_cancelled() {
            token.cancel();
        }
        token
    }
}

impl<F, T> Take for Slot<F, T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    fn is_queued(&self) -> bool {
        matches!(lock(&self.inner).state, State::Queued(_))
    }

    fn take(self: Arc<Self>) {
        self.run(true);
    }
}

impl<F, T> Shared<T> for Slot<F, T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    fn poll(&self, cx: &mut Context<'_>) -> Poll<Result<T, JoinError>> {
        let mut keep = Keep::new(cx.waker());
        loop {
            let mut inner = lock(&self.inner);
            if matches!(inner.state, State::Done(_) | State::Taken) {
                return match mem::replace(&mut inner.state, State::Taken) {
                    State::Done(result) => Poll::Ready(result),
                    _ => {
                        drop(inner);
                        panic!("a `JoinHandle` was polled after it had given its result")
                    }
                };
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
        self.cancelled.store(true, Ordering::Release);
        self.abandon(JoinError::cancelled());
        let token = lock(&self.inner).token.clone();
        if let Some(token) = token {
            token.cancel();
        }
    }

    fn is_finished(&self) -> bool {
        self.finished.load(Ordering::Acquire)
    }

    fn want(self: Arc<Self>) {
        if self.is_queued() {
            let weak: Weak<Self> = Arc::downgrade(&self);
            take_back::want(weak, &self.wanted_by);
        }
    }
}

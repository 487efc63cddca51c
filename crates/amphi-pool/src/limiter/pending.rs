//! [`Pending`]: a closure that is offloaded as soon as it has its permit, whether or not anybody waits.
//!
//! ```text
//!            granted             offloaded
//! Waiting -----------> Starting -----------> Started --- polled, cancelled ---> Left
//!    `---- cancelled, and dropped ------------------------------------------------^
//! ```
//!
//! It wakes itself: the waker that waits for the permit offloads the closure, on the thread that gave the
//! permit back. Who moves it out of `Waiting` owns the closure, so it is offloaded at most once. Nothing
//! of a user (closure, waker, value, runtime) runs or is dropped while the lock is held.

use std::future::Future;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use amphi_core::context::Context as InScope;
use amphi_core::{JoinError, SpawnBlocking, TaskHandle};

use super::holding::Holding;
use super::relay::{Turn, relay};
use super::{Acquire, Permit, Shared, bring, held, report};
use crate::sync::{Mutex, lock};

/// The end of a closure that was cancelled while it was being offloaded.
pub(super) type Ending<T> = Pin<Box<dyn Future<Output = Result<T, JoinError>> + Send>>;

/// What offloading came to.
pub(super) enum Started<T, H> {
    Runs(H),
    IsCancelled(Ending<T>),
    /// The runtime panicked instead of taking it.
    Failed(JoinError),
}

/// The handle's view, whatever the closure's type.
pub(super) trait Start<T, H>: Send + Sync {
    /// What offloading came to; else has `cx` woken when that has happened.
    fn poll(self: Arc<Self>, cx: &mut Context<'_>) -> Poll<Started<T, H>>;
    /// Cancels it; gives what it has become where that is to be cancelled in turn.
    fn cancel(&self) -> Option<Started<T, H>>;
    fn is_finished(&self) -> bool;
}

pub(super) struct Pending<R, F, T>
where
    R: SpawnBlocking,
    T: Send + 'static,
{
    rt: R,
    limiter: Arc<Shared>,
    inner: Mutex<Inner<F, T, R::JoinHandle<T>>>,
}

struct Inner<F, T, H> {
    state: State<F, T, H>,
    /// Who waits for it to be offloaded.
    waker: Option<Waker>,
    /// The permit that is held where it was made, or is waited for.
    held: Option<Arc<Holding>>,
    /// It is waited for inside a closure, which may lend its permit. One that goes on does not.
    may_borrow: bool,
}

enum State<F, T, H> {
    Waiting {
        acquire: Acquire,
        f: F,
        scope: InScope,
    },
    Starting {
        is_cancelled: bool,
    },
    Started(Started<T, H>),
    Left,
}

impl<R, F, T> Pending<R, F, T>
where
    R: SpawnBlocking,
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    /// Has `f` offloaded with what `acquire` gives, which had nothing to give yet.
    pub(super) fn start(acquire: Acquire, rt: R, f: F) -> Arc<Self> {
        let (scope, limiter) = (InScope::current(), acquire.limiter().clone());
        let state = State::Waiting { acquire, f, scope };
        let pending = Arc::new(Self {
            rt,
            limiter,
            inner: Mutex::new(Inner {
                state,
                waker: None,
                held: held::current(),
                may_borrow: false,
            }),
        });
        pending.advance();
        pending
    }

    /// Offloads it, where it has its permit now.
    fn advance(self: &Arc<Self>) {
        let waker = Waker::from(self.clone());
        let mut inner = lock(&self.inner);
        let Inner {
            state,
            held,
            may_borrow,
            ..
        } = &mut *inner;
        let State::Waiting { acquire, .. } = state else {
            return;
        };
        let Poll::Ready(permit) = acquire.poll_at(&waker, held.as_ref(), *may_borrow) else {
            return;
        };
        let is_cancelled = false;
        let waited = mem::replace(state, State::Starting { is_cancelled });
        let held = held.take();
        drop(inner);
        drop(held);
        let State::Waiting { acquire, f, scope } = waited else {
            unreachable!("it was a moment ago");
        };
        drop(acquire);
        let offloaded = catch_unwind(AssertUnwindSafe(|| self.offload(permit, f, scope)));
        self.finish(offloaded.map_or_else(
            |payload| Started::Failed(JoinError::panicked(payload)),
            Started::Runs,
        ));
    }

    /// This may be any thread: nothing of what is in scope here goes along.
    fn offload(&self, permit: Permit, f: F, scope: InScope) -> R::JoinHandle<T> {
        let run = move || scope.sync_scope(|| permit.run(f));
        InScope::left_behind(|| bring::offload(&self.rt, run))
    }

    fn finish(&self, mut started: Started<T, R::JoinHandle<T>>) {
        let mut inner = lock(&self.inner);
        if let State::Starting { is_cancelled: true } = inner.state {
            // The canceller knows that it is up to this thread.
            drop(inner);
            if let Started::Runs(handle) = started {
                started = Started::IsCancelled(Box::pin(handle.cancel()));
            }
            inner = lock(&self.inner);
        }
        inner.state = State::Started(started);
        let waker = inner.waker.take();
        drop(inner);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// It is waited for here.
    fn waited_for(self: &Arc<Self>) {
        let Some(here) = held::current() else { return };
        let mut inner = lock(&self.inner);
        let State::Waiting { .. } = inner.state else {
            return;
        };
        inner.may_borrow = true;
        let old = inner.held.replace(here);
        drop(inner);
        drop(old);
        self.advance();
    }
}

impl<R, F, T> Wake for Pending<R, F, T>
where
    R: SpawnBlocking,
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    fn wake(self: Arc<Self>) {
        relay(self);
    }
}

impl<R, F, T> Turn for Pending<R, F, T>
where
    R: SpawnBlocking,
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    fn take_turn(self: Arc<Self>) {
        self.advance();
    }
}

impl<R, F, T> Start<T, R::JoinHandle<T>> for Pending<R, F, T>
where
    R: SpawnBlocking,
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    fn poll(self: Arc<Self>, cx: &mut Context<'_>) -> Poll<Started<T, R::JoinHandle<T>>> {
        self.waited_for();
        let waker = cx.waker().clone();
        let mut inner = lock(&self.inner);
        if let State::Started(_) = inner.state {
            let started = inner.state.take_started();
            drop(inner);
            report::waits_no_more(&self.limiter);
            return started.map_or(Poll::Pending, Poll::Ready);
        }
        let old = inner.waker.replace(waker);
        drop(inner);
        drop(old);
        report::waits_for(&self.limiter);
        Poll::Pending
    }

    fn cancel(&self) -> Option<Started<T, R::JoinHandle<T>>> {
        let mut inner = lock(&self.inner);
        match &mut inner.state {
            State::Starting { is_cancelled } => {
                *is_cancelled = true;
                None
            }
            State::Started(_) => inner.state.take_started(),
            State::Left => None,
            State::Waiting { .. } => {
                let waited = mem::replace(&mut inner.state, State::Left);
                drop(inner);
                // A panic of what was captured goes to who waits.
                let dropped = catch_unwind(AssertUnwindSafe(|| drop(waited)));
                let error = match dropped {
                    Ok(()) => JoinError::cancelled(),
                    Err(payload) => JoinError::panicked(payload),
                };
                Some(Started::Failed(error))
            }
        }
    }

    fn is_finished(&self) -> bool {
        let mut inner = lock(&self.inner);
        let Some(started) = inner.state.take_started() else {
            return false;
        };
        drop(inner);
        let is_finished = match &started {
            Started::Runs(handle) => handle.is_finished(),
            Started::IsCancelled(_) => false,
            Started::Failed(_) => true,
        };
        lock(&self.inner).state = State::Started(started);
        is_finished
    }
}

impl<F, T, H> State<F, T, H> {
    fn take_started(&mut self) -> Option<Started<T, H>> {
        match mem::replace(self, Self::Left) {
            Self::Started(started) => Some(started),
            other => {
                *self = other;
                None
            }
        }
    }
}

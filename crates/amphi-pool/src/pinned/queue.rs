//! [`Queue`]: the calls on their way to their owner, and how the owner's life goes.

use std::any::Any;
use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use amphi_core::JoinError;
use amphi_core::internal::quietly;

use super::PinnedError;
use super::call::{Finished, Run};
use crate::sync::{Mutex, lock};

/// Tells owners apart.
pub(super) type OwnerId = usize;

pub(super) struct Queue<T> {
    pub(super) id: OwnerId,
    inner: Mutex<Inner<T>>,
}

struct Inner<T> {
    calls: VecDeque<Arc<dyn Run<T>>>,
    intake: Intake,
    /// The owner, where it waits for a call.
    owner: Option<Waker>,
    /// Who waits for the end; there is none any more when it has come.
    waiting: Vec<Waker>,
    ended: Option<Ended>,
}

/// Whether calls are taken in.
enum Intake {
    Open,
    Closed,
    /// There never was a value; what its constructor said.
    NotMade(Arc<str>),
}

/// How the value ended: the panic of its drop goes to the first who asks.
type Ended = Result<(), Box<dyn Any + Send>>;

impl<T> Queue<T> {
    pub(super) fn new() -> Self {
        static IDS: AtomicUsize = AtomicUsize::new(0);
        Self {
            id: IDS.fetch_add(1, Ordering::Relaxed),
            inner: Mutex::new(Inner {
                calls: VecDeque::new(),
                intake: Intake::Open,
                owner: None,
                waiting: Vec::new(),
                ended: None,
            }),
        }
    }

    /// Adds a call, or ends it with the reason why that is impossible.
    pub(super) fn push(&self, call: Arc<dyn Run<T>>) {
        let mut inner = lock(&self.inner);
        if let Err(error) = inner.intake.check() {
            drop(inner);
            return call.refuse(error);
        }
        // Those that were cancelled must not pile up behind a long call.
        let gone = if inner.calls.len() == inner.calls.capacity() {
            inner.take_cancelled()
        } else {
            VecDeque::new()
        };
        inner.calls.push_back(call);
        let owner = inner.owner.take();
        drop(inner);
        drop(gone);
        wake(owner);
    }

    /// The next call, in the order in which they were made; `None` when there will be none any more.
    /// For the owner.
    pub(super) fn next(&self) -> impl Future<Output = Option<Arc<dyn Run<T>>>> {
        poll_fn(|cx| self.poll_next(cx))
    }

    pub(super) fn poll_next(&self, cx: &mut Context<'_>) -> Poll<Option<Arc<dyn Run<T>>>> {
        let waker = cx.waker().clone();
        let mut inner = lock(&self.inner);
        if let Some(call) = inner.calls.pop_front() {
            return Poll::Ready(Some(call));
        }
        if inner.intake.check().is_err() {
            return Poll::Ready(None);
        }
        let old = inner.owner.replace(waker);
        drop(inner);
        drop(old);
        Poll::Pending
    }

    /// Takes in no more calls; those that are queued still run.
    pub(super) fn close(&self) {
        let mut inner = lock(&self.inner);
        if let Intake::Open = inner.intake {
            inner.intake = Intake::Closed;
        }
        let owner = inner.owner.take();
        drop(inner);
        wake(owner);
    }

    /// Takes in no more calls, and ends those that are queued without running them.
    pub(super) fn shut(&self) {
        self.refuse_all(Intake::Closed, PinnedError::closed);
    }

    /// The constructor panicked: all calls are told what it said.
    pub(super) fn fail(&self, said: &Arc<str>) {
        let error = || PinnedError::not_made(said.clone());
        self.refuse_all(Intake::NotMade(said.clone()), error);
        self.end(Ok(()));
    }

    fn refuse_all(&self, intake: Intake, error: impl Fn() -> PinnedError) {
        let mut inner = lock(&self.inner);
        inner.intake = intake;
        let calls = std::mem::take(&mut inner.calls);
        drop(inner);
        for call in calls {
            quietly(|| {
                call.refuse(error());
                drop(call);
            });
        }
    }

    /// The value has gone.
    pub(super) fn end(&self, ended: Ended) {
        let mut inner = lock(&self.inner);
        inner.ended = Some(ended);
        let waiting = std::mem::take(&mut inner.waiting);
        drop(inner);
        for waker in waiting {
            quietly(|| waker.wake());
        }
    }
}

/// Waiting for the end, whatever the value's type.
pub(super) trait End: Finished {
    fn poll_end(&self, cx: &mut Context<'_>) -> Poll<Result<(), PinnedError>>;
    fn as_finished(self: Arc<Self>) -> Arc<dyn Finished>;
}

impl<T: 'static> End for Queue<T> {
    fn poll_end(&self, cx: &mut Context<'_>) -> Poll<Result<(), PinnedError>> {
        let waker = cx.waker().clone();
        let mut inner = lock(&self.inner);
        let Some(ended) = inner.ended.as_mut() else {
            if !inner.waiting.iter().any(|other| other.will_wake(&waker)) {
                inner.waiting.push(waker);
            }
            return Poll::Pending;
        };
        let ended = std::mem::replace(ended, Ok(()));
        Poll::Ready(match &inner.intake {
            Intake::NotMade(said) => Err(PinnedError::not_made(said.clone())),
            _ => ended.map_err(|payload| PinnedError::join(JoinError::panicked(payload))),
        })
    }

    fn as_finished(self: Arc<Self>) -> Arc<dyn Finished> {
        self
    }
}

impl<T> Finished for Queue<T> {
    fn is_finished(&self) -> bool {
        lock(&self.inner).ended.is_some()
    }
}

impl<T> Inner<T> {
    fn take_cancelled(&mut self) -> VecDeque<Arc<dyn Run<T>>> {
        let calls = std::mem::take(&mut self.calls);
        let (queued, gone) = calls.into_iter().partition(|call| call.is_queued());
        self.calls = queued;
        gone
    }
}

impl Intake {
    fn check(&self) -> Result<(), PinnedError> {
        match self {
            Self::Open => Ok(()),
            Self::Closed => Err(PinnedError::closed()),
            Self::NotMade(said) => Err(PinnedError::not_made(said.clone())),
        }
    }
}

fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}

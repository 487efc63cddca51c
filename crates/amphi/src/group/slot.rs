//! [`Slot`]: one result, on its way from a piece of work to whoever waits for it.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use amphi_core::JoinError;
use amphi_core::internal::Keep;

/// Filled once, emptied once.
pub(super) struct Slot<V>(Mutex<Inner<V>>);

struct Inner<V> {
    state: State<V>,
    waker: Option<Waker>,
}

enum State<V> {
    Empty,
    Filled(Result<V, JoinError>),
    Taken,
}

impl<V> Slot<V> {
    pub(super) fn new() -> Self {
        Self(Mutex::new(Inner {
            state: State::Empty,
            waker: None,
        }))
    }

    fn lock(&self) -> MutexGuard<'_, Inner<V>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts the result in; who is to be told.
    pub(super) fn fill(&self, result: Result<V, JoinError>) -> Option<Waker> {
        let mut inner = self.lock();
        inner.state = State::Filled(result);
        inner.waker.take()
    }

    /// Whether the result is there, or was.
    pub(super) fn is_filled(&self) -> bool {
        !matches!(self.lock().state, State::Empty)
    }

    /// The result, where it is there.
    ///
    /// # Panics
    /// Where it was taken before.
    #[track_caller]
    pub(super) fn take(&self) -> Option<Result<V, JoinError>> {
        let mut inner = self.lock();
        match std::mem::replace(&mut inner.state, State::Taken) {
            State::Empty => {
                inner.state = State::Empty;
                None
            }
            State::Filled(result) => Some(result),
            State::Taken => {
                drop(inner);
                panic!("the result was taken before")
            }
        }
    }

    pub(super) fn poll(&self, cx: &mut Context<'_>) -> Poll<Result<V, JoinError>> {
        let mut keep = Keep::new(cx.waker());
        loop {
            if let Some(result) = self.take() {
                return Poll::Ready(result);
            }
            let mut inner = self.lock();
            if matches!(inner.state, State::Filled(_)) {
                continue;
            }
            let is_kept = keep.put(&mut inner.waker);
            drop(inner);
            if is_kept {
                return Poll::Pending;
            }
            keep.prepare();
        }
    }
}

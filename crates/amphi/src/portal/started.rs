//! [`Started`]: how a task tells that it is ready.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use super::lock;

/// Tells the caller of [`start_task`](crate::Portal::start_task) that the task is ready, with a
/// value: an address, a handle, or `()`.
///
/// Dropping it unused tells that the task will never be.
#[must_use = "dropping this tells the starter that the task failed to start"]
pub struct Started<S>(Arc<Mutex<Slot<S>>>);

/// What has been told.
enum Slot<S> {
    Nothing(Option<Waker>),
    Value(S),
    /// The task let go of it.
    Dropped,
    /// The starter has the value, or has given up.
    Closed,
}

impl<S> Started<S> {
    /// Tells that the task is ready; the starter goes on.
    ///
    /// # Errors
    /// Gives `value` back where the starter waits no more.
    pub fn send(self, value: S) -> Result<(), S> {
        let waker = {
            let mut slot = lock(&self.0);
            match &mut *slot {
                Slot::Nothing(waker) => {
                    let waker = waker.take();
                    *slot = Slot::Value(value);
                    waker
                }
                Slot::Value(_) | Slot::Dropped | Slot::Closed => return Err(value),
            }
        };
        wake(waker);
        Ok(())
    }
}

impl<S> Drop for Started<S> {
    fn drop(&mut self) {
        let waker = {
            let mut slot = lock(&self.0);
            match &mut *slot {
                Slot::Nothing(waker) => {
                    let waker = waker.take();
                    *slot = Slot::Dropped;
                    waker
                }
                Slot::Value(_) | Slot::Dropped | Slot::Closed => None,
            }
        };
        wake(waker);
    }
}

impl<S> fmt::Debug for Started<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Started").finish_non_exhaustive()
    }
}

/// Both ends of the news.
pub(super) fn pair<S>() -> (Started<S>, HasStarted<S>) {
    let slot = Arc::new(Mutex::new(Slot::Nothing(None)));
    (Started(slot.clone()), HasStarted(slot))
}

/// Waits for the news; `None` where there will be none.
pub(super) struct HasStarted<S>(Arc<Mutex<Slot<S>>>);

impl<S> Future for HasStarted<S> {
    type Output = Option<S>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S>> {
        let waker = cx.waker().clone();
        let mut slot = lock(&self.0);
        let (old, polled) = match std::mem::replace(&mut *slot, Slot::Closed) {
            Slot::Nothing(old) => {
                *slot = Slot::Nothing(Some(waker));
                (old, Poll::Pending)
            }
            Slot::Value(value) => (Some(waker), Poll::Ready(Some(value))),
            Slot::Dropped | Slot::Closed => (Some(waker), Poll::Ready(None)),
        };
        drop(slot);
        drop(old);
        polled
    }
}

impl<S> Drop for HasStarted<S> {
    fn drop(&mut self) {
        let slot = std::mem::replace(&mut *lock(&self.0), Slot::Closed);
        drop(slot);
    }
}

fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}

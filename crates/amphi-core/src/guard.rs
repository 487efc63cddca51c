//! [`CancelOnDrop`]: a handle that takes its work along.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use crate::{JoinError, TaskHandle};

/// A [`TaskHandle`] that cancels its work when it is dropped before it gave the result.
///
/// Made by [`TaskHandleExt::cancel_on_drop`](crate::TaskHandleExt::cancel_on_drop). Dropping it does
/// not wait for the work to end.
///
/// ```
/// use amphi_core::{BlockOn, Spawner, TaskHandleExt};
/// let rt = amphi_smol::SmolRuntime::global();
/// let (alive, dropped) = std::sync::mpsc::channel::<()>();
/// let task = rt.spawn(async move {
///     let _alive = alive;
///     std::future::pending::<()>().await;
/// });
/// drop(task.cancel_on_drop());
/// assert!(dropped.recv().is_err(), "the task's future has gone");
/// ```
#[must_use = "dropping this cancels the work"]
pub struct CancelOnDrop<T, H: TaskHandle<T>> {
    /// `None` once it gave the result or was let go.
    handle: Option<H>,
    gives: PhantomData<fn() -> T>,
}

impl<T, H: TaskHandle<T>> CancelOnDrop<T, H> {
    pub(crate) fn new(handle: H) -> Self {
        Self {
            handle: Some(handle),
            gives: PhantomData,
        }
    }

    /// Gives the plain handle back, whose drop lets the work go on.
    ///
    /// # Panics
    /// Where the result was given already, at the caller's location.
    #[track_caller]
    pub fn into_inner(mut self) -> H {
        self.handle
            .take()
            .expect("the work has given its result already")
    }

    /// Whether the result is there, or was given.
    pub fn is_finished(&self) -> bool {
        self.handle.as_ref().is_none_or(TaskHandle::is_finished)
    }
}

impl<T, H: TaskHandle<T>> Future for CancelOnDrop<T, H> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let handle = self
            .handle
            .as_mut()
            .expect("polled after it gave the result");
        let result = ready!(Pin::new(handle).poll(cx));
        self.handle = None;
        Poll::Ready(result)
    }
}

impl<T, H: TaskHandle<T>> Drop for CancelOnDrop<T, H> {
    fn drop(&mut self) {
        if let Some(handle) = self.handle.take() {
            // In force at the call; nobody waits for the end.
            drop(handle.cancel());
        }
    }
}

impl<T, H: TaskHandle<T>> fmt::Debug for CancelOnDrop<T, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancelOnDrop")
            .field("is_finished", &self.is_finished())
            .finish_non_exhaustive()
    }
}

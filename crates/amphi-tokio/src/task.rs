//! [`JoinHandle`]: the handle of a task or an offloaded closure on tokio.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use amphi_core::offload::OffloadHandle;
use amphi_core::{JoinError, TaskHandle};
use tokio::task;

/// Waits for a task or an offloaded closure on tokio. Dropping it lets the work go on.
pub struct JoinHandle<T>(Repr<T>);

enum Repr<T> {
    Task(task::JoinHandle<T>),
    Offload(OffloadHandle<T>),
}

impl<T> JoinHandle<T> {
    #[inline]
    pub(crate) fn task(handle: task::JoinHandle<T>) -> Self {
        Self(Repr::Task(handle))
    }

    pub(crate) fn offload(handle: OffloadHandle<T>) -> Self {
        Self(Repr::Offload(handle))
    }
}

impl<T: Send> TaskHandle<T> for JoinHandle<T> {
    fn cancel(self) -> impl Future<Output = Result<T, JoinError>> + Send {
        let ending = match self.0 {
            Repr::Task(task) => {
                task.abort();
                Ok(task)
            }
            Repr::Offload(handle) => Err(handle.cancel()),
        };
        async move {
            match ending {
                Ok(task) => task.await.map_err(|end| error(end, JoinError::cancelled)),
                Err(closure) => closure.await,
            }
        }
    }

    fn is_finished(&self) -> bool {
        match &self.0 {
            Repr::Task(task) => task.is_finished(),
            Repr::Offload(handle) => handle.is_finished(),
        }
    }

    fn detach(self) {}
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            Repr::Offload(handle) => Pin::new(handle).poll(cx),
            Repr::Task(task) => {
                let result = ready!(Pin::new(task).poll(cx));
                // A task that was cancelled through this handle is awaited by `cancel`.
                Poll::Ready(result.map_err(|end| error(end, JoinError::shutdown)))
            }
        }
    }
}

/// Why a task gave nothing; `dropped` where its future was.
#[cold]
fn error(end: task::JoinError, dropped: fn() -> JoinError) -> JoinError {
    end.try_into_panic()
        .map_or_else(|_| dropped(), JoinError::panicked)
}

impl<T: Send> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle")
            .field("is_finished", &self.is_finished())
            .finish_non_exhaustive()
    }
}

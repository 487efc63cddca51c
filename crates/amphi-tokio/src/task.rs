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
    Task {
        handle: task::JoinHandle<T>,
        /// Whether it was cancelled through this handle; otherwise it ended with its runtime.
        cancelled: bool,
    },
    Offload(OffloadHandle<T>),
}

impl<T> JoinHandle<T> {
    pub(crate) fn task(handle: task::JoinHandle<T>) -> Self {
        Self(Repr::Task {
            handle,
            cancelled: false,
        })
    }

    pub(crate) fn offload(handle: OffloadHandle<T>) -> Self {
        Self(Repr::Offload(handle))
    }
}

impl<T: Send> TaskHandle<T> for JoinHandle<T> {
    fn cancel(self) -> impl Future<Output = Result<T, JoinError>> + Send {
        let ending = match self.0 {
            Repr::Task { handle, .. } => {
                handle.abort();
                Ok(Self(Repr::Task {
                    handle,
                    cancelled: true,
                }))
            }
            Repr::Offload(handle) => Err(handle.cancel()),
        };
        async move {
            match ending {
                Ok(task) => task.await,
                Err(closure) => closure.await,
            }
        }
    }

    fn is_finished(&self) -> bool {
        match &self.0 {
            Repr::Task { handle, .. } => handle.is_finished(),
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
            Repr::Task { handle, cancelled } => {
                let result = ready!(Pin::new(handle).poll(cx));
                Poll::Ready(result.map_err(|error| join_error(error, *cancelled)))
            }
        }
    }
}

#[cold]
fn join_error(error: task::JoinError, cancelled: bool) -> JoinError {
    match error.try_into_panic() {
        Ok(payload) => JoinError::panicked(payload),
        Err(_) if cancelled => JoinError::cancelled(),
        Err(_) => JoinError::shutdown(),
    }
}

impl<T: Send> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle")
            .field("is_finished", &self.is_finished())
            .finish_non_exhaustive()
    }
}

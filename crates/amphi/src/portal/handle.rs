//! [`PortalHandle`]: the handle of a portal's task.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use amphi_core::{JoinError, TaskHandle};

use super::task::Task;
use crate::JoinHandle;

/// Waits for a task of a portal.
pub(super) enum PortalHandle<T> {
    Task {
        /// Gives `None` where the task was cancelled.
        handle: JoinHandle<Option<T>>,
        task: Arc<Task>,
    },
    /// The portal took no more tasks.
    Refused,
}

impl<T> PortalHandle<T> {
    /// The portal's task, where it took one.
    pub(super) fn task(&self) -> Option<&Arc<Task>> {
        match self {
            Self::Task { task, .. } => Some(task),
            Self::Refused => None,
        }
    }
}

#[deny(clippy::missing_trait_methods)]
impl<T: Send + 'static> TaskHandle<T> for PortalHandle<T> {
    fn cancel(self) -> impl Future<Output = Result<T, JoinError>> + Send {
        if let Some(task) = self.task() {
            task.cancel();
        }
        self
    }

    fn is_finished(&self) -> bool {
        match self {
            Self::Task { handle, .. } => handle.is_finished(),
            Self::Refused => true,
        }
    }

    fn detach(self) {}
}

impl<T: Send + 'static> Future for PortalHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self::Task { handle, task } = &mut *self else {
            return Poll::Ready(Err(JoinError::shutdown()));
        };
        Poll::Ready(match ready!(Pin::new(handle).poll(cx)) {
            Ok(Some(value)) => Ok(value),
            Ok(None) => Err(JoinError::cancelled()),
            // The runtime went before the task saw that it was cancelled.
            Err(error) if error.is_shutdown() && task.is_cancelled() => Err(JoinError::cancelled()),
            Err(error) => Err(error),
        })
    }
}

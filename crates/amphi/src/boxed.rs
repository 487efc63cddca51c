//! [`BoxedHandle`]: a handle of this crate's own making, behind the one type of all handles.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use amphi_core::{JoinError, TaskHandle};

/// Some handle. One box more than the work's own.
pub(crate) struct BoxedHandle<T>(Box<dyn DynHandle<T>>);

impl<T: 'static> BoxedHandle<T> {
    pub(crate) fn new(handle: impl TaskHandle<T> + 'static) -> Self {
        Self(Box::new(handle))
    }
}

#[deny(clippy::missing_trait_methods)]
impl<T: Send + 'static> TaskHandle<T> for BoxedHandle<T> {
    fn cancel(self) -> impl Future<Output = Result<T, JoinError>> + Send {
        self.0.cancel_boxed()
    }

    fn is_finished(&self) -> bool {
        self.0.is_finished_boxed()
    }

    fn detach(self) {}
}

impl<T: Send + 'static> Future for BoxedHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.poll_boxed(cx)
    }
}

trait DynHandle<T>: Send + Sync {
    fn poll_boxed(&mut self, cx: &mut Context<'_>) -> Poll<Result<T, JoinError>>;
    fn cancel_boxed(self: Box<Self>) -> Pin<Box<dyn Future<Output = Result<T, JoinError>> + Send>>;
    fn is_finished_boxed(&self) -> bool;
}

impl<T: 'static, H: TaskHandle<T> + 'static> DynHandle<T> for H {
    fn poll_boxed(&mut self, cx: &mut Context<'_>) -> Poll<Result<T, JoinError>> {
        Pin::new(self).poll(cx)
    }

    fn cancel_boxed(self: Box<Self>) -> Pin<Box<dyn Future<Output = Result<T, JoinError>> + Send>> {
        Box::pin((*self).cancel())
    }

    fn is_finished_boxed(&self) -> bool {
        self.is_finished()
    }
}

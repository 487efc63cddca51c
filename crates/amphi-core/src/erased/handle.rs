//! [`ErasedHandle`]: a task's handle that knows the result's type and not the runtime's.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::mirror::{Erased, ErasedTask};
use crate::{JoinError, TaskHandle};

/// The result of a task, while its type is erased.
type ErasedResult = Result<Erased, JoinError>;

/// The [`TaskHandle`] of an `Arc<dyn DynRuntime>`.
///
/// Dropping it lets the work go on.
pub struct ErasedHandle<T> {
    inner: BoxedHandle,
    /// A handle gives a `T`, it does not hold one.
    gives: PhantomData<fn() -> T>,
}

impl<T> ErasedHandle<T> {
    pub(super) fn new(inner: BoxedHandle) -> Self {
        Self {
            inner,
            gives: PhantomData,
        }
    }
}

#[deny(clippy::missing_trait_methods)]
impl<T: Send + 'static> TaskHandle<T> for ErasedHandle<T> {
    fn cancel(self) -> impl Future<Output = Result<T, JoinError>> + Send {
        let ended = self.inner.0.cancel_boxed();
        async move { ended.await.map(restore) }
    }

    fn is_finished(&self) -> bool {
        self.inner.0.is_finished_boxed()
    }

    fn detach(self) {}
}

impl<T: Send + 'static> Future for ErasedHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.inner
            .0
            .poll_boxed(cx)
            .map(|result| result.map(restore))
    }
}

impl<T> fmt::Debug for ErasedHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ErasedHandle")
            .field("is_finished", &self.inner.0.is_finished_boxed())
            .finish_non_exhaustive()
    }
}

/// Gives an erased result its type back.
fn restore<T: 'static>(erased: Erased) -> T {
    let erased: Box<dyn Any> = erased;
    *erased
        .downcast()
        .expect("the work was erased by the same call that made its handle")
}

/// Some runtime's handle.
pub struct BoxedHandle(Box<dyn DynHandle>);

impl BoxedHandle {
    pub(super) fn new(handle: impl ErasedTask + 'static) -> Self {
        Self(Box::new(handle))
    }
}

trait DynHandle: Send + Sync {
    fn poll_boxed(&mut self, cx: &mut Context<'_>) -> Poll<ErasedResult>;
    fn cancel_boxed(self: Box<Self>) -> Pin<Box<dyn Future<Output = ErasedResult> + Send>>;
    fn is_finished_boxed(&self) -> bool;
}

impl<H: ErasedTask + 'static> DynHandle for H {
    fn poll_boxed(&mut self, cx: &mut Context<'_>) -> Poll<ErasedResult> {
        Pin::new(self).poll(cx)
    }

    fn cancel_boxed(self: Box<Self>) -> Pin<Box<dyn Future<Output = ErasedResult> + Send>> {
        Box::pin((*self).cancel())
    }

    fn is_finished_boxed(&self) -> bool {
        self.is_finished()
    }
}

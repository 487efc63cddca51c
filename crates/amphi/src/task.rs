//! [`JoinHandle`]: the two-sided handle of a task or an offloaded closure, on any runtime.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use amphi_core::cancel::CancelToken;
use amphi_core::{CancelOnDrop, ErasedHandle, JoinError, TaskHandle, TaskHandleExt};

use crate::backend;
use crate::boxed::BoxedHandle;

/// Waits for a task or an offloaded closure: `.await` it, or [`join`](Self::join) it from
/// synchronous code.
///
/// Dropping it lets the work go on. See [`TaskHandle`] for the whole contract.
///
/// ```
/// use amphi::Handle;
/// let handle = Handle::current();
/// let task = handle.spawn(async { 1 });
/// let closure = handle.spawn_blocking(|| 2);
/// assert_eq!(handle.block_on(task).unwrap() + closure.join().unwrap(), 3);
/// ```
pub struct JoinHandle<T>(Repr<T>);

enum Repr<T> {
    Tokio(backend::tokio::JoinHandle<T>),
    Rest(Rest<T>),
}

/// Nested, since two comparisons cost less than the table of a long choice.
enum Rest<T> {
    Smol(backend::smol::JoinHandle<T>),
    AsyncStd(backend::async_std::JoinHandle<T>),
    Other(Other<T>),
}

enum Other<T> {
    Custom(ErasedHandle<T>),
    Boxed(BoxedHandle<T>),
    Pool(amphi_pool::JoinHandle<T>),
}

/// Does the same with whichever handle it is.
macro_rules! each {
    ($repr:expr, $handle:ident => $call:expr) => {
        match $repr {
            Repr::Tokio($handle) => $call,
            Repr::Rest(Rest::Smol($handle)) => $call,
            Repr::Rest(Rest::AsyncStd($handle)) => $call,
            Repr::Rest(Rest::Other(Other::Custom($handle))) => $call,
            Repr::Rest(Rest::Other(Other::Boxed($handle))) => $call,
            Repr::Rest(Rest::Other(Other::Pool($handle))) => $call,
        }
    };
}

impl<T> JoinHandle<T> {
    #[inline]
    pub(crate) fn tokio(handle: backend::tokio::JoinHandle<T>) -> Self {
        Self(Repr::Tokio(handle))
    }

    #[inline]
    pub(crate) fn smol(handle: backend::smol::JoinHandle<T>) -> Self {
        Self(Repr::Rest(Rest::Smol(handle)))
    }

    #[inline]
    pub(crate) fn async_std(handle: backend::async_std::JoinHandle<T>) -> Self {
        Self(Repr::Rest(Rest::AsyncStd(handle)))
    }

    pub(crate) fn custom(handle: ErasedHandle<T>) -> Self {
        Self(Repr::Rest(Rest::Other(Other::Custom(handle))))
    }

    pub(crate) fn pool(handle: amphi_pool::JoinHandle<T>) -> Self {
        Self(Repr::Rest(Rest::Other(Other::Pool(handle))))
    }

    pub(crate) fn boxed(handle: impl TaskHandle<T> + 'static) -> Self
    where
        T: 'static,
    {
        Self(Repr::Rest(Rest::Other(Other::Boxed(BoxedHandle::new(
            handle,
        )))))
    }
}

impl<T: Send + 'static> JoinHandle<T> {
    /// Waits for the result on this thread, from anywhere, nested too.
    ///
    /// # Errors
    /// The work panicked, was cancelled, or its runtime has gone.
    ///
    /// # Panics
    /// At the caller's location, where a runtime's limits make the wait impossible.
    #[track_caller]
    pub fn join(self) -> Result<T, JoinError> {
        TaskHandleExt::join(self)
    }

    /// Like [`join`](Self::join), for at most `timeout`; `None` where there is no result by then.
    /// The work goes on, and so does the handle.
    ///
    /// # Panics
    /// As [`join`](Self::join), and where the result was given before.
    #[track_caller]
    pub fn join_timeout(&mut self, timeout: Duration) -> Option<Result<T, JoinError>> {
        TaskHandleExt::join_timeout(self, timeout)
    }

    /// Asks the work to end; in force at this call. Await the future to know when it has.
    ///
    /// A closure that has not started never runs. Work that finished all the same gives its value.
    #[must_use = "the cancellation is in force; await this to know when the work has ended"]
    pub fn cancel(self) -> impl Future<Output = Result<T, JoinError>> + Send {
        TaskHandle::cancel(self)
    }

    /// Makes it cancel the work when it is dropped.
    pub fn cancel_on_drop(self) -> CancelOnDrop<T, Self> {
        TaskHandleExt::cancel_on_drop(self)
    }

    /// Waits for the result, and cancels the work when `token` is cancelled; see
    /// [`TaskHandleExt::cancel_with`].
    ///
    /// Work that finishes all the same gives its value. Dropping the future lets the work go on.
    pub fn cancel_with(
        self,
        token: &CancelToken,
    ) -> impl Future<Output = Result<T, JoinError>> + Send {
        TaskHandleExt::cancel_with(self, token)
    }

    /// Whether the result is there, so that waiting would not wait.
    pub fn is_finished(&self) -> bool {
        each!(&self.0, handle => handle.is_finished())
    }

    /// Lets the work go on by itself; the same as dropping the handle.
    pub fn detach(self) {}
}

#[deny(clippy::missing_trait_methods)]
impl<T: Send + 'static> TaskHandle<T> for JoinHandle<T> {
    fn cancel(self) -> impl Future<Output = Result<T, JoinError>> + Send {
        // The call itself must be made now; the six futures differ in type.
        let ending = match self.0 {
            Repr::Tokio(handle) => Ending::Tokio(handle.cancel()),
            Repr::Rest(Rest::Smol(handle)) => Ending::Smol(handle.cancel()),
            Repr::Rest(Rest::AsyncStd(handle)) => Ending::AsyncStd(handle.cancel()),
            Repr::Rest(Rest::Other(Other::Custom(handle))) => Ending::Custom(handle.cancel()),
            Repr::Rest(Rest::Other(Other::Boxed(handle))) => Ending::Boxed(handle.cancel()),
            Repr::Rest(Rest::Other(Other::Pool(handle))) => Ending::Pool(handle.cancel()),
        };
        async move {
            match ending {
                Ending::Tokio(ending) => ending.await,
                Ending::Smol(ending) => ending.await,
                Ending::AsyncStd(ending) => ending.await,
                Ending::Custom(ending) => ending.await,
                Ending::Boxed(ending) => ending.await,
                Ending::Pool(ending) => ending.await,
            }
        }
    }

    fn is_finished(&self) -> bool {
        self.is_finished()
    }

    fn detach(self) {}
}

/// The backends' cancellations, whose types have no names.
enum Ending<A, B, C, D, E, F> {
    Tokio(A),
    Smol(B),
    AsyncStd(C),
    Custom(D),
    Boxed(E),
    Pool(F),
}

impl<T: Send + 'static> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    // To choose takes less than to be called.
    #[inline(always)]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            Repr::Tokio(handle) => Pin::new(handle).poll(cx),
            Repr::Rest(Rest::Smol(handle)) => Pin::new(handle).poll(cx),
            Repr::Rest(Rest::AsyncStd(handle)) => Pin::new(handle).poll(cx),
            Repr::Rest(Rest::Other(other)) => other.poll(cx),
        }
    }
}

impl<T: Send + 'static> Other<T> {
    #[inline(never)]
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<T, JoinError>> {
        match self {
            Self::Custom(handle) => Pin::new(handle).poll(cx),
            Self::Boxed(handle) => Pin::new(handle).poll(cx),
            Self::Pool(handle) => Pin::new(handle).poll(cx),
        }
    }
}

impl<T: Send + 'static> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle")
            .field("is_finished", &self.is_finished())
            .finish_non_exhaustive()
    }
}

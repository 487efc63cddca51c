//! [`JoinHandle`]: the handle of a task or an offloaded closure on this backend.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};

use amphi_core::offload::OffloadHandle;
use amphi_core::{Caught, JoinError, TaskHandle};
use async_task::{FallibleTask, Task};

/// Waits for a task or an offloaded closure on this backend. Dropping it lets the work go on.
pub struct JoinHandle<T>(Repr<T>);

enum Repr<T> {
    Task(Detaches<T>),
    Offload(OffloadHandle<T>),
}

/// The native handle, which would cancel the task when it is dropped. `None` where the runtime had gone
/// before the task could be spawned, and once it was taken out.
struct Detaches<T>(Option<FallibleTask<Caught<T>>>);

impl<T> Drop for Detaches<T> {
    #[inline]
    fn drop(&mut self) {
        if let Some(task) = self.0.take() {
            task.detach();
        }
    }
}

impl<T> JoinHandle<T> {
    #[inline]
    pub(crate) fn task(task: Task<Caught<T>>) -> Self {
        Self(Repr::Task(Detaches(Some(task.fallible()))))
    }

    pub(crate) fn offload(handle: OffloadHandle<T>) -> Self {
        Self(Repr::Offload(handle))
    }

    pub(crate) fn gone() -> Self {
        Self(Repr::Task(Detaches(None)))
    }
}

impl<T: Send> TaskHandle<T> for JoinHandle<T> {
    fn cancel(self) -> impl Future<Output = Result<T, JoinError>> + Send {
        let ending = match self.0 {
            Repr::Task(mut task) => task
                .0
                .take()
                .map_or(Ending::Gone, |task| Ending::Task(start_cancel(task))),
            Repr::Offload(handle) => Ending::Closure(handle.cancel()),
        };
        async move {
            match ending {
                Ending::Task(task) => result(task.await, JoinError::cancelled),
                Ending::Closure(closure) => closure.await,
                Ending::Gone => Err(JoinError::shutdown()),
            }
        }
    }

    fn is_finished(&self) -> bool {
        match &self.0 {
            Repr::Task(task) => task.0.as_ref().is_none_or(FallibleTask::is_finished),
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
            Repr::Task(Detaches(Some(task))) => {
                let given = ready!(Pin::new(task).poll(cx));
                // Nobody but the runtime's end can have dropped it: `cancel` takes the handle.
                Poll::Ready(result(given, JoinError::shutdown))
            }
            Repr::Task(Detaches(None)) => Poll::Ready(Err(JoinError::shutdown())),
        }
    }
}

#[inline]
fn result<T>(given: Option<Caught<T>>, gone: fn() -> JoinError) -> Result<T, JoinError> {
    given.ok_or_else(gone)?.into_result()
}

/// What a cancelled handle waits for.
enum Ending<T, C> {
    Task(T),
    Closure(C),
    Gone,
}

/// Cancels `task` now; the future waits until its own future has gone.
///
/// `FallibleTask::cancel` is lazy: it cancels when it is first polled. So it is polled here, and
/// boxed, since what was polled must not move.
fn start_cancel<T>(task: FallibleTask<T>) -> impl Future<Output = Option<T>> {
    let mut ending = Box::pin(task.cancel());
    let mut first = Some(
        ending
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop())),
    );
    poll_fn(move |cx| match first.take() {
        Some(Poll::Ready(given)) => Poll::Ready(given),
        Some(Poll::Pending) | None => ending.as_mut().poll(cx),
    })
}

impl<T: Send> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle")
            .field("is_finished", &self.is_finished())
            .finish_non_exhaustive()
    }
}

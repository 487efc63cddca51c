//! [`JoinHandle`]: the handle of a task or an offloaded closure on this backend.

use std::fmt;
use std::future::{Future, poll_fn};
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};

use amphi_core::offload::OffloadHandle;
use amphi_core::{Caught, JoinError, TaskHandle};
use async_task::{FallibleTask, Task};

/// Waits for a task or an offloaded closure on this backend. Dropping it lets the work go on.
pub struct JoinHandle<T>(Repr<T>);

enum Repr<T> {
    /// `None` once it was let go or cancelled.
    Task(Option<FallibleTask<Caught<T>>>),
    Offload(OffloadHandle<T>),
    /// The runtime had gone before the task could be spawned.
    Gone,
}

impl<T> JoinHandle<T> {
    pub(crate) fn task(task: Task<Caught<T>>) -> Self {
        Self(Repr::Task(Some(task.fallible())))
    }

    pub(crate) fn offload(handle: OffloadHandle<T>) -> Self {
        Self(Repr::Offload(handle))
    }

    pub(crate) fn gone() -> Self {
        Self(Repr::Gone)
    }
}

impl<T: Send> TaskHandle<T> for JoinHandle<T> {
    fn cancel(mut self) -> impl Future<Output = Result<T, JoinError>> + Send {
        let ending = match mem::replace(&mut self.0, Repr::Gone) {
            Repr::Task(Some(task)) => Ending::Task(start_cancel(task)),
            Repr::Offload(handle) => Ending::Closure(handle.cancel()),
            Repr::Task(None) | Repr::Gone => Ending::Gone,
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
            Repr::Task(task) => task.as_ref().is_none_or(FallibleTask::is_finished),
            Repr::Offload(handle) => handle.is_finished(),
            Repr::Gone => true,
        }
    }

    fn detach(self) {}
}

impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        // The native handle would cancel the task.
        if let Repr::Task(task) = &mut self.0 {
            if let Some(task) = task.take() {
                task.detach();
            }
        }
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            Repr::Offload(handle) => Pin::new(handle).poll(cx),
            Repr::Gone => Poll::Ready(Err(JoinError::shutdown())),
            Repr::Task(task) => {
                let task = task
                    .as_mut()
                    .expect("a handle that was let go is not polled");
                let given = ready!(Pin::new(task).poll(cx));
                // Nobody but the runtime's end can have dropped it: `cancel` takes the handle.
                Poll::Ready(result(given, JoinError::shutdown))
            }
        }
    }
}

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

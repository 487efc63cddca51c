//! [`JoinHandle`]: the handle of a closure or a task of a pool.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use amphi_core::offload::OffloadHandle;
use amphi_core::{JoinError, TaskHandle};

use super::Inner;
use super::outcome::Outcome;
use super::task::Joined;

/// Waits for a closure or a task of a [`Pool`](crate::Pool): `.await` it, or
/// [`join`](amphi_core::TaskHandleExt::join) it. Dropping it lets the work go on.
pub struct JoinHandle<T>(Repr<T>);

enum Repr<T> {
    Closure {
        handle: OffloadHandle<Outcome<T>>,
        /// Where the first wait looks for a moment, since it may be done soon.
        soon: Option<Arc<Inner>>,
    },
    Task(Arc<dyn Joined<T>>),
}

impl<T> JoinHandle<T> {
    pub(super) fn closure(handle: OffloadHandle<Outcome<T>>, soon: Option<Arc<Inner>>) -> Self {
        Self(Repr::Closure { handle, soon })
    }

    pub(super) fn task(task: Arc<dyn Joined<T>>) -> Self {
        Self(Repr::Task(task))
    }
}

impl<T: Send> TaskHandle<T> for JoinHandle<T> {
    fn cancel(self) -> impl Future<Output = Result<T, JoinError>> + Send {
        // Either takes effect here, before the future is polled.
        let ending = match self.0 {
            Repr::Closure { handle, .. } => Ending::Closure(handle.cancel()),
            Repr::Task(task) => {
                task.stop(JoinError::cancelled());
                Ending::Task(Self::task(task))
            }
        };
        async move {
            match ending {
                Ending::Closure(closure) => closure.await.and_then(Outcome::into_result),
                Ending::Task(task) => task.await,
            }
        }
    }

    fn is_finished(&self) -> bool {
        match &self.0 {
            Repr::Closure { handle, .. } => handle.is_finished(),
            Repr::Task(task) => task.is_finished(),
        }
    }

    fn detach(self) {}
}

/// What a cancelled handle waits for.
enum Ending<C, H> {
    Closure(C),
    Task(H),
}

impl<T: Send> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            Repr::Closure { handle, soon } => {
                if let Some(pool) = soon.take() {
                    if !handle.is_finished() {
                        pool.look(|| handle.is_finished());
                    }
                }
                let given = ready!(Pin::new(handle).poll(cx));
                Poll::Ready(given.and_then(Outcome::into_result))
            }
            Repr::Task(task) => task.poll(cx),
        }
    }
}

impl<T: Send> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle")
            .field("is_finished", &self.is_finished())
            .finish_non_exhaustive()
    }
}

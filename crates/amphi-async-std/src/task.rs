//! [`JoinHandle`]: the handle of a task or an offloaded closure on async-std.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use amphi_core::offload::OffloadHandle;
use amphi_core::{Caught, JoinError, TaskHandle};
use async_std::task;

/// Waits for a task or an offloaded closure on async-std. Dropping it lets the work go on.
pub struct JoinHandle<T>(Repr<T>);

enum Repr<T> {
    /// The lock is for [`is_finished`](TaskHandle::is_finished), which must poll; waiting has the
    /// handle to itself and never takes it.
    Task(Mutex<Watched<T>>),
    Offload(OffloadHandle<T>),
}

/// A task that can be looked at: async-std's handle cannot tell whether it has finished.
enum Watched<T> {
    Running {
        task: task::JoinHandle<Caught<T>>,
        /// Who waits; a look must not take its place.
        waker: Option<Waker>,
    },
    /// Seen by a look.
    Finished(Caught<T>),
    Given,
}

impl<T> JoinHandle<T> {
    #[inline]
    pub(crate) fn task(task: task::JoinHandle<Caught<T>>) -> Self {
        Self(Repr::Task(Mutex::new(Watched::Running {
            task,
            waker: None,
        })))
    }

    pub(crate) fn offload(handle: OffloadHandle<T>) -> Self {
        Self(Repr::Offload(handle))
    }
}

/// A finished task's value is held, and never pinned.
impl<T> Unpin for JoinHandle<T> {}

impl<T: Send> TaskHandle<T> for JoinHandle<T> {
    fn cancel(self) -> impl Future<Output = Result<T, JoinError>> + Send {
        let ending = match self.0 {
            Repr::Task(task) => Ok(task
                .into_inner()
                .unwrap_or_else(PoisonError::into_inner)
                .cancel()),
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
            Repr::Task(task) => task.lock().unwrap_or_else(PoisonError::into_inner).look(),
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
                let task = task.get_mut().unwrap_or_else(PoisonError::into_inner);
                task.poll(cx).map(Caught::into_result)
            }
        }
    }
}

impl<T> Watched<T> {
    #[inline]
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Caught<T>> {
        let Self::Running { task, waker } = self else {
            return Poll::Ready(self.seen());
        };
        let Poll::Ready(given) = Pin::new(task).poll(cx) else {
            match waker {
                Some(waker) => waker.clone_from(cx.waker()),
                None => *waker = Some(cx.waker().clone()),
            }
            return Poll::Pending;
        };
        *self = Self::Given;
        Poll::Ready(given)
    }

    /// What a look has kept.
    #[cold]
    fn seen(&mut self) -> Caught<T> {
        match std::mem::replace(self, Self::Given) {
            Self::Finished(given) => given,
            Self::Running { .. } | Self::Given => panic!("a `JoinHandle` was polled after its end"),
        }
    }

    /// Whether the task has finished; keeps its result.
    fn look(&mut self) -> bool {
        if let Self::Running { task, waker } = self {
            let waker = waker.as_ref().unwrap_or_else(|| Waker::noop());
            match Pin::new(task).poll(&mut Context::from_waker(waker)) {
                Poll::Ready(given) => *self = Self::Finished(given),
                Poll::Pending => return false,
            }
        }
        true
    }

    /// Cancels the task now; the future waits until the task's own has gone.
    ///
    /// async-std's `cancel` is lazy: it cancels when it is first polled. So it is polled here, and
    /// boxed, since what was polled must not move.
    fn cancel(self) -> impl Future<Output = Result<T, JoinError>> + Send
    where
        T: Send,
    {
        let (mut first, mut rest) = match self {
            Self::Running { task, .. } => {
                let mut ending = Box::pin(task.cancel());
                let first = ending
                    .as_mut()
                    .poll(&mut Context::from_waker(Waker::noop()));
                (Some(first), Some(ending))
            }
            Self::Finished(given) => (Some(Poll::Ready(Some(given))), None),
            Self::Given => (Some(Poll::Ready(None)), None),
        };
        let ended = poll_fn(move |cx| match (first.take(), &mut rest) {
            (Some(Poll::Ready(given)), _) => Poll::Ready(given),
            (_, Some(ending)) => ending.as_mut().poll(cx),
            (_, None) => Poll::Ready(None),
        });
        async move { ended.await.ok_or_else(JoinError::cancelled)?.into_result() }
    }
}

impl<T: Send> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle")
            .field("is_finished", &self.is_finished())
            .finish_non_exhaustive()
    }
}

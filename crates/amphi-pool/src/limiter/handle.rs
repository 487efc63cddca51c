//! [`LimitedHandle`]: a closure that comes to its permit, and to its end, by itself.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use amphi_core::{JoinError, TaskHandle};

use super::pending::{Ending, Start, Started};

/// Waits for a closure that has started to wait for its permit; made by
/// [`Acquire::offload`](super::Acquire::offload) and [`Limited::start`](super::Limited::start).
///
/// It is the [`TaskHandle`] of the whole: dropping it lets the closure go on, also where it has no permit
/// yet; cancelled before it had one, the closure leaves the queue and is dropped by the call. `H` is the
/// runtime's own handle.
pub struct LimitedHandle<T, H> {
    stage: Stage<T, H>,
}

enum Stage<T, H> {
    Pending(Arc<dyn Start<T, H>>),
    Offloaded(H),
    /// Behind a lock that nobody ever takes: it is what makes this `Sync`.
    Ending(Mutex<Ending<T>>),
    Failed(JoinError),
    Given,
}

impl<T, H> LimitedHandle<T, H> {
    pub(super) fn pending(start: Arc<dyn Start<T, H>>) -> Self {
        let stage = Stage::Pending(start);
        Self { stage }
    }

    /// That of a closure which the runtime has.
    pub fn offloaded(handle: H) -> Self {
        let stage = Stage::Offloaded(handle);
        Self { stage }
    }
}

impl<T, H> From<Started<T, H>> for Stage<T, H> {
    fn from(started: Started<T, H>) -> Self {
        match started {
            Started::Runs(handle) => Self::Offloaded(handle),
            Started::IsCancelled(ending) => Self::Ending(Mutex::new(ending)),
            Started::Failed(error) => Self::Failed(error),
        }
    }
}

impl<T: Send, H: TaskHandle<T>> TaskHandle<T> for LimitedHandle<T, H> {
    fn cancel(mut self) -> impl Future<Output = Result<T, JoinError>> + Send {
        if let Stage::Pending(start) = &self.stage {
            if let Some(started) = start.cancel() {
                self.stage = started.into();
            }
        }
        // In force at this call, so it is made here; what is left is to wait.
        let ending = match self.stage {
            Stage::Offloaded(handle) => Ok(handle.cancel()),
            stage => Err(Self { stage }),
        };
        async move {
            match ending {
                Ok(ending) => ending.await,
                Err(handle) => handle.await,
            }
        }
    }

    fn is_finished(&self) -> bool {
        match &self.stage {
            Stage::Pending(start) => start.is_finished(),
            Stage::Offloaded(handle) => handle.is_finished(),
            Stage::Ending(_) => false,
            Stage::Failed(_) | Stage::Given => true,
        }
    }

    fn detach(self) {}
}

/// Nothing in it is ever pinned in place.
impl<T, H> Unpin for LimitedHandle<T, H> {}

impl<T, H: TaskHandle<T>> Future for LimitedHandle<T, H> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Stage::Pending(start) = &self.stage {
            let started = ready!(start.clone().poll(cx));
            self.stage = started.into();
        }
        let result = match &mut self.stage {
            Stage::Offloaded(handle) => ready!(Pin::new(handle).poll(cx)),
            Stage::Ending(ending) => {
                let ending = ending.get_mut().unwrap_or_else(PoisonError::into_inner);
                ready!(ending.as_mut().poll(cx))
            }
            stage => match std::mem::replace(stage, Stage::Given) {
                Stage::Failed(error) => Err(error),
                _ => panic!("a `LimitedHandle` was polled after it had given its result"),
            },
        };
        self.stage = Stage::Given;
        Poll::Ready(result)
    }
}

impl<T, H> fmt::Debug for LimitedHandle<T, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stage = match &self.stage {
            Stage::Pending(_) => "pending",
            Stage::Offloaded(_) | Stage::Ending(_) => "offloaded",
            Stage::Failed(_) | Stage::Given => "over",
        };
        f.debug_struct("LimitedHandle")
            .field("stage", &stage)
            .finish_non_exhaustive()
    }
}

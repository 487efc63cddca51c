//! Defects of handles.

use std::future::{Future, pending, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use amphi_core::offload::OffloadHandle;
use amphi_core::{JoinError, SpawnBlocking, TaskHandle, park};
use amphi_tokio::JoinHandle;

use crate::defect::Defect;
use crate::runtime::{Broken, needs_context};

type Ending<T> = Pin<Box<dyn Future<Output = Result<T, JoinError>> + Send>>;

/// What a handle waits for.
pub(crate) enum Kind {
    Task { started: Arc<AtomicBool> },
    Closure,
}

/// The good handle.
pub(crate) enum Inner<T> {
    Tokio(JoinHandle<T>),
    Offload(OffloadHandle<T>),
    Never,
}

impl<T: Send + 'static> Inner<T> {
    fn cancel(self) -> Ending<T> {
        match self {
            Self::Tokio(handle) => Box::pin(handle.cancel()),
            Self::Offload(handle) => Box::pin(handle.cancel()),
            Self::Never => Box::pin(pending()),
        }
    }
}

impl<T: Send> Future for Inner<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut *self {
            Self::Tokio(handle) => Pin::new(handle).poll(cx),
            Self::Offload(handle) => Pin::new(handle).poll(cx),
            Self::Never => Poll::Pending,
        }
    }
}

/// A good handle with one defect in it.
pub(crate) struct Handle<T: Send + 'static> {
    /// `None` when it has given its result.
    inner: Option<Inner<T>>,
    kind: Kind,
    rt: Broken,
    first_waker: Option<Waker>,
}

impl<T: Send + 'static> Handle<T> {
    pub(crate) fn new(rt: &Broken, kind: Kind, inner: Inner<T>) -> Self {
        Self {
            inner: Some(inner),
            kind,
            rt: rt.clone(),
            first_waker: None,
        }
    }

    fn take(&mut self) -> Inner<T> {
        self.inner.take().expect("it has not given its result")
    }

    /// Whether this cancellation has no effect.
    fn ignores_cancel(&self) -> bool {
        match (self.rt.defect, &self.kind) {
            (Defect::CancelNeedsStart, Kind::Task { started }) => !started.load(Ordering::SeqCst),
            (Defect::CancelInsideIsIgnored, Kind::Task { .. }) => tokio::task::try_id().is_some(),
            (Defect::CancelIgnoresClosures, Kind::Closure) => true,
            _ => false,
        }
    }

    fn cancel_badly(mut self) -> Ending<T> {
        if self.ignores_cancel() {
            return Box::pin(self);
        }
        let inner = self.take();
        match self.rt.defect {
            Defect::CancelIsLazy => Box::pin(async { inner.cancel().await }),
            Defect::CancelResolvesEarly => {
                thread::spawn(|| {
                    thread::sleep(Duration::from_millis(1));
                    drop(inner.cancel());
                });
                Box::pin(ready(Err(JoinError::cancelled())))
            }
            Defect::CancelDiscards => {
                drop(inner.cancel());
                Box::pin(ready(Err(JoinError::cancelled())))
            }
            Defect::CancelWaitsForPool => {
                let (ending, pool) = (inner.cancel(), self.rt.rt.spawn_blocking(|| ()));
                Box::pin(async { pool.await.and(ending.await) })
            }
            Defect::CancelHangsWhenGone if self.rt.is_gone() => Box::pin(pending()),
            _ => inner.cancel(),
        }
    }
}

impl<T: Send + 'static> TaskHandle<T> for Handle<T> {
    fn cancel(self) -> impl Future<Output = Result<T, JoinError>> + Send {
        if self.rt.defect == Defect::CancelNeedsContext {
            needs_context();
        }
        let rt = self.rt.clone();
        let ending = self.cancel_badly();
        async move {
            match rt.falsify(ending.await, true) {
                Poll::Ready(result) => result,
                Poll::Pending => pending().await,
            }
        }
    }

    fn is_finished(&self) -> bool {
        match &self.inner {
            _ if self.rt.defect == Defect::IsFinishedTooEarly => true,
            Some(Inner::Tokio(handle)) => handle.is_finished(),
            Some(Inner::Offload(handle)) => handle.is_finished(),
            Some(Inner::Never) => false,
            None => true,
        }
    }

    fn detach(mut self) {
        let inner = self.inner.take();
        match self.rt.defect {
            Defect::DetachCancels => drop(inner.map(Inner::cancel)),
            Defect::DetachKillsWorkers => self.rt.state.dead.store(true, Ordering::SeqCst),
            _ => {}
        }
    }
}

impl<T: Send + 'static> Drop for Handle<T> {
    fn drop(&mut self) {
        let Some(inner) = self.inner.take() else {
            return;
        };
        match (self.rt.defect, &self.kind) {
            (Defect::DropCancelsTasks, Kind::Task { .. })
            | (Defect::DropCancelsClosures, Kind::Closure) => drop(inner.cancel()),
            (Defect::DropWaits, Kind::Closure) => drop(park::block_on(inner)),
            _ => {}
        }
    }
}

impl<T: Send + 'static> Future for Handle<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        match this.rt.defect {
            Defect::HandleNeedsContext => needs_context(),
            Defect::ShutdownDiscards if this.rt.is_gone() => {
                return Poll::Ready(Err(JoinError::shutdown()));
            }
            Defect::ShutdownLosesClosures if this.rt.is_gone() => return Poll::Pending,
            _ => {}
        }
        let first = this.first_waker.get_or_insert_with(|| cx.waker().clone());
        let waker = match this.rt.defect {
            Defect::HandleWakesFirst => first,
            _ => cx.waker(),
        };
        let inner = this.inner.as_mut().expect("it has not given its result");
        let result = std::task::ready!(Pin::new(inner).poll(&mut Context::from_waker(waker)));
        let falsified = this.rt.falsify(result, false);
        this.inner = falsified.is_pending().then_some(Inner::Never);
        falsified
    }
}

impl Broken {
    /// What the defect makes of a result; pending where it is lost.
    fn falsify<T>(&self, result: Result<T, JoinError>, cancelled: bool) -> FalseResult<T> {
        let Err(error) = result else {
            return Poll::Ready(result);
        };
        let error = match self.defect {
            Defect::PayloadIsReplaced if error.is_panic() => {
                JoinError::panicked(Box::new("a panic"))
            }
            Defect::PanicInDropHangs if error.is_panic() && cancelled => return Poll::Pending,
            Defect::ShutdownIsCancelled if error.is_shutdown() => JoinError::cancelled(),
            Defect::ShutdownIsNotTold if error.is_shutdown() => return Poll::Pending,
            Defect::CancelIsShutdown if error.is_cancelled() => JoinError::shutdown(),
            Defect::PanicsKillWorkers if error.is_panic() => {
                self.state.dead.store(true, Ordering::SeqCst);
                error
            }
            _ => error,
        };
        Poll::Ready(Err(error))
    }
}

type FalseResult<T> = Poll<Result<T, JoinError>>;

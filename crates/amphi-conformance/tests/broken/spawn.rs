//! Defects of `spawn` and `spawn_blocking`.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::task::{self, Poll, Waker};
use std::time::Duration;

use amphi_core::context::{Context, SharedContext};
use amphi_core::offload::OffloadHandle;
use amphi_core::{SpawnBlocking, Spawner, offload};
use amphi_tokio::TokioRuntime;

use crate::context::{forgetful_when_taken, sharing};
use crate::defect::Defect;
use crate::handle::{Handle, Inner, Kind};
use crate::runtime::{Broken, needs_context};

impl Spawner for Broken {
    type JoinHandle<T: Send + 'static> = Handle<T>;

    fn spawn<F>(&self, future: F) -> Handle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let started = Arc::new(AtomicBool::new(false));
        let begun = started.clone();
        let inner = self.carrying(|| match self.defect {
            _ if self.is_dead() => lost(future),
            Defect::PollsInsideSpawn => poll_inside(&self.rt, future),
            Defect::ResultBeforeDrop => result_before_drop(&self.rt, future),
            Defect::CancelNeedsStart => Inner::Tokio(self.rt.spawn(async move {
                begun.store(true, Ordering::SeqCst);
                future.await
            })),
            Defect::TasksForgetContext => {
                Inner::Tokio(Context::left_behind(|| self.rt.spawn(future)))
            }
            Defect::ContextIsShared => {
                Inner::Tokio(self.rt.spawn(SharedContext::current().scope(future)))
            }
            _ => Inner::Tokio(self.rt.spawn(future)),
        });
        Handle::new(self, Kind::Task { started }, inner)
    }
}

impl SpawnBlocking for Broken {
    fn spawn_blocking<F, T>(&self, f: F) -> Handle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let inner = self.carrying(|| match self.defect {
            _ if self.is_dead() => lost(f),
            Defect::CallsInsideSpawnBlocking => {
                let (job, handle) = offload::new(f);
                job.run();
                Inner::Offload(handle)
            }
            Defect::ClosuresOnOneThread => {
                let (raw, handle) = for_its_pool_alone(f);
                self.queue(Box::new(raw));
                Inner::Offload(handle)
            }
            Defect::NothingIsTaken => {
                let (raw, handle) = for_its_pool_alone(f);
                drop(self.rt.as_tokio().spawn_blocking(raw));
                Inner::Offload(handle)
            }
            Defect::CancelIsToldToAll => {
                Inner::Tokio(self.rt.spawn_blocking(move || told_to_be_cancelled(f)))
            }
            Defect::ClosuresForgetContext => {
                Inner::Tokio(Context::left_behind(|| self.rt.spawn_blocking(f)))
            }
            Defect::TakenForgetsContext => {
                Inner::Tokio(self.rt.spawn_blocking(forgetful_when_taken(f)))
            }
            Defect::ContextIsShared => Inner::Tokio(self.rt.spawn_blocking(sharing(f))),
            _ => Inner::Tokio(self.rt.spawn_blocking(f)),
        });
        Handle::new(self, Kind::Closure, inner)
    }
}

impl Broken {
    /// What goes wrong before anything starts; whether nothing will ever start.
    fn is_dead(&self) -> bool {
        match self.defect {
            Defect::SpawnNeedsContext => needs_context(),
            Defect::SpawnPanicsWhenGone => assert!(!self.is_gone(), "there is no runtime left"),
            _ => {}
        }
        self.state.dead.load(Ordering::SeqCst)
    }
}

/// What was given to workers that are dead is never run nor dropped.
fn lost<W, T>(work: W) -> Inner<T> {
    std::mem::forget(work);
    Inner::Never
}

fn poll_inside<F>(rt: &TokioRuntime, future: F) -> Inner<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let mut future = Box::pin(future);
    Inner::Tokio(
        match future
            .as_mut()
            .poll(&mut task::Context::from_waker(Waker::noop()))
        {
            Poll::Ready(output) => rt.spawn(async { output }),
            Poll::Pending => rt.spawn(future),
        },
    )
}

/// Publishes the result while the future is still there.
fn result_before_drop<F>(rt: &TokioRuntime, future: F) -> Inner<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let (publish, published) = mpsc::channel::<Result<F::Output, Box<dyn Any + Send>>>();
    let (job, handle) = offload::new(move || {
        published
            .recv()
            .expect("published")
            .unwrap_or_else(|payload| resume_unwind(payload))
    });
    drop(rt.spawn(async move {
        let mut future = Box::pin(future);
        let caught =
            poll_fn(
                |cx| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
                    Ok(polled) => polled.map(Ok),
                    Err(payload) => Poll::Ready(Err(payload)),
                },
            );
        publish
            .send(caught.await)
            .expect("the job has the receiver");
        job.run();
        tokio::time::sleep(Duration::from_millis(20)).await;
        drop(future);
    }));
    Inner::Offload(handle)
}

/// A closure that nobody but its pool can run.
fn for_its_pool_alone<T: Send + 'static>(
    f: impl FnOnce() -> T + Send + 'static,
) -> (impl FnOnce() + Send, OffloadHandle<T>) {
    let (send, output) = mpsc::channel();
    let (job, handle) = offload::new(move || output.recv().expect("`f` does not panic"));
    let raw = move || {
        send.send(f()).expect("the job has the receiver");
        job.run();
    };
    (raw, handle)
}

/// Calls `f` where it sees a cancellation that is none of its own.
fn told_to_be_cancelled<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> T {
    let (give, given) = mpsc::channel::<OffloadHandle<()>>();
    let (send, output) = mpsc::channel();
    let (job, handle) = offload::new(move || {
        use amphi_core::TaskHandle;
        drop(given.recv().expect("given").cancel());
        send.send(f()).expect("the receiver waits");
    });
    give.send(handle).expect("the job has the receiver");
    job.run();
    output.recv().expect("`f` does not panic")
}

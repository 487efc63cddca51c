//! Tasks on an executor.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::{self, Poll};

use amphi_core::context::Context;
use amphi_core::{CatchUnwind, Spawner};
use async_executor::Executor;
use pin_project_lite::pin_project;

use crate::runtime::Reference;
use crate::{JoinHandle, SmolRuntime, place};

impl Spawner for SmolRuntime {
    type JoinHandle<T: Send + 'static> = JoinHandle<T>;

    fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        match Context::to_carry() {
            None => self.start(CatchUnwind::new(future)),
            Some(context) => self.start(CatchUnwind::new(context.scope(future))),
        }
    }
}

impl SmolRuntime {
    fn start<F>(&self, future: CatchUnwind<F>) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        match &self.executor {
            Reference::Application(executor) => JoinHandle::task(executor.spawn(Marked {
                future: Some(future),
                executor: Arc::downgrade(executor),
            })),
            Reference::Global(executor) => JoinHandle::task(executor.spawn(future)),
            Reference::Owned(owned) => match owned.executor.upgrade() {
                Some(executor) => JoinHandle::task(executor.spawn(future)),
                None => JoinHandle::gone(),
            },
        }
    }
}

pin_project! {
    /// Tells whose task runs, at each poll and while it is dropped: the application's threads cannot
    /// tell it once.
    struct Marked<F> {
        // `None` once it has ended, or while it is dropped.
        #[pin]
        future: Option<F>,
        // Not its owner: an executor that the application drops drops its tasks.
        executor: Weak<Executor<'static>>,
    }

    impl<F> PinnedDrop for Marked<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            if this.future.is_some() {
                let _inside = enter(this.executor);
                this.future.set(None);
            }
        }
    }
}

/// A task of `executor` runs on this thread, which that needs, until the guards are dropped. `None` where it
/// is gone, and drops its tasks.
fn enter(executor: &Weak<Executor<'static>>) -> Option<(place::Entered, place::Working)> {
    let runtime = SmolRuntime {
        executor: Reference::Application(executor.upgrade()?),
    };
    let worker = place::work_for(Some(runtime.clone()));
    Some((place::enter(runtime), worker))
}

impl<F: Future> Future for Marked<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<F::Output> {
        let mut this = self.project();
        let _inside = enter(this.executor);
        let future = this.future.as_mut().as_pin_mut();
        let polled = future.expect("polled after completion").poll(cx);
        if polled.is_ready() {
            this.future.set(None);
        }
        polled
    }
}

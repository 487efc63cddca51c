//! Tasks on an executor.

use std::future::Future;
use std::pin::Pin;
use std::task::{self, Poll};

use amphi_core::context::Context;
use amphi_core::{CatchUnwind, Spawner};
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
                runtime: self.clone(),
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
        runtime: SmolRuntime,
    }

    impl<F> PinnedDrop for Marked<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            if this.future.is_some() {
                let _inside = enter(this.runtime);
                this.future.set(None);
            }
        }
    }
}

/// A task of `runtime` runs on this thread, which its executor needs, until the guards are dropped.
fn enter(runtime: &SmolRuntime) -> (place::Entered, place::Working) {
    let worker = place::work_for(Some(runtime.clone()));
    (place::enter(runtime.clone()), worker)
}

impl<F: Future> Future for Marked<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<F::Output> {
        let mut this = self.project();
        let _inside = enter(this.runtime);
        let future = this.future.as_mut().as_pin_mut();
        let polled = future.expect("polled after completion").poll(cx);
        if polled.is_ready() {
            this.future.set(None);
        }
        polled
    }
}

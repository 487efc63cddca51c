//! Tasks on an executor.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::{self, Poll};

use amphi_core::context::Context;
use amphi_core::{CatchUnwind, Caught, Spawner};
use async_executor::Executor;
use pin_project_lite::pin_project;

use crate::runtime::Reference;
use crate::{JoinHandle, SmolRuntime, place};

impl Spawner for SmolRuntime {
    type JoinHandle<T: Send + 'static> = JoinHandle<T>;

    #[inline]
    fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        match Context::to_carry() {
            None => self.start(future),
            Some(context) => self.start(context.scope(future)),
        }
    }
}

impl SmolRuntime {
    #[inline]
    fn start<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let future = CatchUnwind::new(future);
        let upgraded;
        // One call below for both, so that it may be inlined.
        let executor = match &self.executor {
            Reference::Application(executor) => {
                return JoinHandle::task(executor.spawn(Marked {
                    future,
                    executor: Arc::downgrade(executor),
                }));
            }
            Reference::Global(executor) => executor,
            Reference::Owned(owned) => match owned.executor.upgrade() {
                None => return JoinHandle::gone(),
                Some(executor) => {
                    upgraded = executor;
                    &upgraded
                }
            },
        };
        JoinHandle::task(executor.spawn(future))
    }
}

pin_project! {
    /// Tells whose task runs, at each poll and while it is dropped: the application's threads cannot
    /// tell it once.
    struct Marked<F> {
        #[pin]
        future: CatchUnwind<F>,
        // Not its owner: an executor that the application drops drops its tasks. While this runs it
        // holds that of the task around.
        executor: Weak<Executor<'static>>,
    }

    impl<F> PinnedDrop for Marked<F> {
        fn drop(this: Pin<&mut Self>) {
            let this = this.project();
            if !this.future.has_ended() {
                let is_alive = this.executor.strong_count() > 0;
                let _inside = is_alive.then(|| place::enter_task(this.executor));
                this.future.end();
            }
        }
    }
}

impl<F: Future> Future for Marked<F> {
    type Output = Caught<F::Output>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let _inside = place::enter_task(this.executor);
        this.future.poll(cx)
    }
}

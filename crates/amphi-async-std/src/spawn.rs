//! Tasks on async-std.

use std::future::Future;
use std::pin::Pin;
use std::task::{self, Poll};

use amphi_core::context::Context;
use amphi_core::{CatchUnwind, Caught, Spawner};
use async_std::task::spawn;
use pin_project_lite::pin_project;

use crate::{AsyncStdRuntime, JoinHandle, place};

impl Spawner for AsyncStdRuntime {
    type JoinHandle<T: Send + 'static> = JoinHandle<T>;

    #[inline]
    fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        JoinHandle::task(match Context::to_carry() {
            None => spawn(Marked::new(future)),
            Some(context) => spawn(Marked::new(context.scope(future))),
        })
    }
}

pin_project! {
    /// Tells that it is async-std's also while it is dropped: a task that is cancelled is dropped by its
    /// executor's thread, when async-std itself tells of no task.
    struct Marked<F> {
        #[pin]
        future: CatchUnwind<F>,
    }

    impl<F> PinnedDrop for Marked<F> {
        fn drop(this: Pin<&mut Self>) {
            if !this.future.has_ended() {
                let _inside = place::enter();
                this.project().future.end();
            }
        }
    }
}

impl<F> Marked<F> {
    #[inline]
    const fn new(future: F) -> Self {
        Self {
            future: CatchUnwind::new(future),
        }
    }
}

impl<F: Future> Future for Marked<F> {
    type Output = Caught<F::Output>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<Self::Output> {
        self.project().future.poll(cx)
    }
}

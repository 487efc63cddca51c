//! [`Watched`]: a future of which another thread can tell what it is doing.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

/// What a test is doing, told to the thread that waits for its end.
#[derive(Clone, Debug, Default)]
pub(super) struct Stage(Arc<AtomicU8>);

const STARTING: u8 = 0;
const POLLED: u8 = 1;
const PENDING: u8 = 2;
const ENDING: u8 = 3;

impl Stage {
    /// The body has ended; its runtime is to end.
    pub(super) fn ends(&self) {
        self.set(ENDING);
    }

    /// Where it hangs, and where to look.
    pub(super) fn text(&self) -> &'static str {
        match self.0.load(Ordering::Acquire) {
            STARTING => "its runtime has not started",
            POLLED => {
                "its body blocks its thread, or keeps it busy: in a lock, a channel, a wait, a loop \
                 (a wait that stalls is reported, with its line, on standard error)"
            }
            PENDING => "its body is in an `.await`, and nothing has woken it",
            _ => {
                "its body has ended, but its runtime has not: a task or an offloaded closure goes on"
            }
        }
    }

    fn set(&self, stage: u8) {
        self.0.store(stage, Ordering::Release);
    }
}

pin_project! {
    /// Tells the stage at each poll.
    pub(super) struct Watched<F> {
        #[pin]
        future: F,
        stage: Stage,
    }
}

impl<F> Watched<F> {
    pub(super) fn new(future: F, stage: Stage) -> Self {
        Self { future, stage }
    }
}

impl<F: Future> Future for Watched<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        this.stage.set(POLLED);
        let polled = this.future.poll(cx);
        if polled.is_pending() {
            this.stage.set(PENDING);
        }
        polled
    }
}

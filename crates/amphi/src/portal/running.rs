//! [`Running`]: the future of a portal's task.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use super::account::Entry;
use super::chain;

pin_project! {
    /// Runs a future as a task of its portal: counted, cancelled with it, and known as what runs on
    /// this thread. Gives `None` where it was cancelled.
    ///
    /// The future has been dropped before the task is crossed out of the books.
    pub(super) struct Running<F> {
        #[pin]
        future: Option<F>,
        // `None` when it has ended.
        entry: Option<Entry>,
    }

    impl<F> PinnedDrop for Running<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            let _here = this.entry.as_ref().map(|entry| chain::enter(entry.task()));
            this.future.set(None);
        }
    }
}

impl<F> Running<F> {
    pub(super) fn new(future: F, entry: Entry) -> Self {
        Self {
            future: Some(future),
            entry: Some(entry),
        }
    }
}

impl<F: Future> Future for Running<F> {
    type Output = Option<F::Output>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let entry = this.entry.as_mut().expect(ENDED);
        let task = entry.task().clone();
        let here = chain::enter(&task);
        let mut output = None;
        if !task.is_stopped() {
            // A panic is an end of its own.
            entry.completed = true;
            let future = this.future.as_mut().as_pin_mut().expect(ENDED);
            match future.poll(cx) {
                Poll::Ready(value) => output = Some(value),
                Poll::Pending => {
                    entry.completed = false;
                    if task.suspend(cx.waker()) {
                        return Poll::Pending;
                    }
                }
            }
        }
        this.future.set(None);
        drop(here);
        *this.entry = None;
        Poll::Ready(output)
    }
}

const ENDED: &str = "polled after completion";

//! tokio's budget for each poll of a task, which a wait inside such a poll must not use.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use pin_project_lite::pin_project;
use tokio::task::unconstrained;

/// Keeps a future off the budget of the tokio task that waits for it: the budget is renewed when
/// the task suspends, which it does not do while it waits (tokio#2376).
#[inline]
pub(crate) fn free_of_budget<F: Future>(future: F) -> impl Future<Output = F::Output> {
    Free {
        future,
        is_first: true,
    }
}

pin_project! {
    struct Free<F> {
        #[pin]
        future: F,
        // One poll may use what is left, and is not worth the cost of being kept from it.
        is_first: bool,
    }
}

impl<F: Future> Future for Free<F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        if std::mem::take(this.is_first) {
            this.future.poll(cx)
        } else {
            pin!(unconstrained(this.future)).poll(cx)
        }
    }
}

//! [`yield_now`]: letting others go first.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Lets the executor run other tasks before this one goes on.
///
/// Needs no runtime: it wakes its task at once, and every executor here puts a task that woke
/// itself behind those that are ready.
///
/// ```
/// amphi::block_on(amphi::yield_now());
/// ```
pub fn yield_now() -> YieldNow {
    YieldNow { yielded: false }
}

/// The future of [`yield_now`].
#[must_use = "futures do nothing unless awaited"]
#[derive(Debug)]
pub struct YieldNow {
    yielded: bool,
}

impl Future for YieldNow {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.yielded {
            return Poll::Ready(());
        }
        self.yielded = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

//! Waiting for a future where a tokio runtime may be running already.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::Poll;

use amphi_core::end::UntilEnd;
use amphi_core::{BlockOn, BlockOnError, park, region};
use tokio::runtime::RuntimeFlavor;
use tokio::task::unconstrained;

use crate::place::{self, Place};
use crate::{TokioRuntime, cover, end, undriven};

impl BlockOn for TokioRuntime {
    #[inline]
    #[track_caller]
    fn try_block_on<F: Future>(&self, future: F) -> Result<F::Output, BlockOnError> {
        let here = Place::here();
        let _context = place::context(&here, &self.handle)?.enter();
        // Nested waits look at the place where this one began, not at the contexts entered since.
        let _here = here.enter_for_wait();
        let mut future = pin!(future);
        match park::poll_now(future.as_mut()) {
            Poll::Ready(output) => Ok(output),
            Poll::Pending => self.wait_longer(future),
        }
    }

    fn block_in_place<F, R>(&self, f: F) -> R
    where
        F: FnOnce() -> R,
    {
        cover::block_in_place(f)
    }
}

impl TokioRuntime {
    /// Polls `future` once, as [`try_block_on`](BlockOn::try_block_on) does before anything else: in the
    /// context that such a wait has here, with a waker that does nothing. Where it is pending, or
    /// there is no such context, wait for it.
    ///
    /// For what is ready mostly and asked for often, like the items of a stream.
    #[inline]
    pub fn poll_now<F: Future>(&self, future: Pin<&mut F>) -> Poll<F::Output> {
        let here = Place::here();
        let Ok(context) = place::context(&here, &self.handle) else {
            return Poll::Pending;
        };
        let _context = context.enter();
        let _here = here.enter_for_wait();
        park::poll_now(future)
    }

    /// Waits for what was pending at its first poll.
    #[cold]
    #[track_caller]
    fn wait_longer<F: Future>(&self, future: Pin<&mut F>) -> Result<F::Output, BlockOnError> {
        // The future must not live on the budget of the task that waits: that would run dry and
        // make it spin for ever (tokio-rs/tokio#2376, #2603).
        let future = UntilEnd::new(unconstrained(future), || Some(end::of(&self.handle)));
        park::wait_longer(pin!(future), |wait| {
            if self.may_be_undriven() {
                undriven::watched(self.handle.clone(), &mut || region::block(wait))
            } else {
                region::block(wait)
            }
        })?
    }

    /// Whether only a thread that is not this one can run the runtime's tasks, if there is one.
    fn may_be_undriven(&self) -> bool {
        matches!(self.handle.runtime_flavor(), RuntimeFlavor::CurrentThread)
            && !Place::here().drives(&self.handle)
    }
}

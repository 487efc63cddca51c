//! Waiting for a future where async-std may be running already.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::Poll;

use amphi_core::{BlockOn, BlockOnError, park, region};

use crate::{AsyncStdRuntime, cover, place};

impl BlockOn for AsyncStdRuntime {
    #[track_caller]
    fn try_block_on<F: Future>(&self, future: F) -> Result<F::Output, BlockOnError> {
        let _inside = place::enter();
        let _arrival = region::arrive();
        let mut future = pin!(future);
        match park::poll_now(future.as_mut()) {
            Poll::Ready(output) => Ok(output),
            // async-std's own loop also runs this thread's local tasks.
            Poll::Pending => {
                park::wait_driving(future, |future| async_global_executor::block_on(future))
            }
        }
    }

    fn block_in_place<F, R>(&self, f: F) -> R
    where
        F: FnOnce() -> R,
    {
        cover::block_in_place(f)
    }
}

impl AsyncStdRuntime {
    /// Polls `future` once, as [`try_block_on`](BlockOn::try_block_on) does before anything else: inside
    /// async-std, with a waker that does nothing. Where it is pending, wait for it.
    ///
    /// For what is ready mostly and asked for often, like the items of a stream.
    #[inline]
    pub fn poll_now<F: Future>(&self, future: Pin<&mut F>) -> Poll<F::Output> {
        let _inside = place::enter();
        let _arrival = region::arrive();
        park::poll_now(future)
    }
}

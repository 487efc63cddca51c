//! Waiting for a future where async-std may be running already.

use std::future::Future;
use std::pin::pin;
use std::task::Poll;

use amphi_core::park::Waiter;
use amphi_core::{BlockOn, BlockOnError, region};

use crate::{AsyncStdRuntime, cover, place};

impl BlockOn for AsyncStdRuntime {
    #[track_caller]
    fn try_block_on<F: Future>(&self, future: F) -> Result<F::Output, BlockOnError> {
        let mut future = pin!(future);
        let _inside = place::enter();
        let _arrival = region::arrive();
        let waiter = Waiter::new();
        if let Poll::Ready(output) = waiter.poll(future.as_mut()) {
            return Ok(output);
        }
        let mut waited = None;
        region::block(&mut || {
            waited = Some(if region::is_watched() {
                waiter.wait(future.as_mut())
            } else {
                // async-std's own loop, which also runs this thread's local tasks.
                Ok(async_global_executor::block_on(future.as_mut()))
            });
        })?;
        waited.expect("a blocking region returned without waiting")
    }

    fn block_in_place<F, R>(&self, f: F) -> R
    where
        F: FnOnce() -> R,
    {
        cover::block_in_place(f)
    }
}

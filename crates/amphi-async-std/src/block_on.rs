//! Waiting for a future where async-std may be running already.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::Poll;

use amphi_core::park::{self, Waiter};
use amphi_core::{BlockOn, BlockOnError, region};

use crate::{AsyncStdRuntime, cover, place};

impl BlockOn for AsyncStdRuntime {
    #[track_caller]
    fn try_block_on<F: Future>(&self, future: F) -> Result<F::Output, BlockOnError> {
        let _inside = place::enter();
        let _arrival = region::arrive();
        let mut future = pin!(future);
        match park::poll_now(future.as_mut()) {
            Poll::Ready(output) => Ok(output),
            Poll::Pending => wait_longer(future),
        }
    }

    fn block_in_place<F, R>(&self, f: F) -> R
    where
        F: FnOnce() -> R,
    {
        cover::block_in_place(f)
    }
}

/// Waits for what was pending at its first poll.
#[cold]
#[track_caller]
fn wait_longer<F: Future>(mut future: Pin<&mut F>) -> Result<F::Output, BlockOnError> {
    let waiter = Waiter::new();
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

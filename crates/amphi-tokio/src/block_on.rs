//! Waiting for a future where a tokio runtime may be running already.

use std::future::Future;

use amphi_core::{BlockOn, BlockOnError, park, region};
use tokio::task::unconstrained;

use crate::place::{self, Place};
use crate::{TokioRuntime, cover};

impl BlockOn for TokioRuntime {
    #[track_caller]
    fn try_block_on<F: Future>(&self, future: F) -> Result<F::Output, BlockOnError> {
        let here = Place::here();
        let _context = place::context(&here, &self.handle)?.enter();
        // Nested waits look at the place where this one began, not at the contexts entered since.
        let _here = here.enter();
        // The future must not live on the budget of the task that waits: that would run dry and
        // make it spin for ever (tokio-rs/tokio#2376, #2603).
        park::wait_for(unconstrained(future), region::block)
    }

    fn block_in_place<F, R>(&self, f: F) -> R
    where
        F: FnOnce() -> R,
    {
        cover::block_in_place(f)
    }
}

//! Waiting on the calling thread.

use std::future::Future;

use amphi_core::end::UntilEnd;
use amphi_core::{BlockOn, BlockOnError, park, region};

use super::ThreadPerTask;

impl BlockOn for ThreadPerTask {
    #[track_caller]
    fn try_block_on<F: Future>(&self, future: F) -> Result<F::Output, BlockOnError> {
        // The region looks after the thread where it is another runtime's. Threads of this one
        // need no cover: nothing else is to run on them.
        park::wait_for(UntilEnd::new(future, || Some(self.end())), region::block)?
    }

    fn block_in_place<F, R>(&self, f: F) -> R
    where
        F: FnOnce() -> R,
    {
        f()
    }
}

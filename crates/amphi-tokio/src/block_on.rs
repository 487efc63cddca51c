//! Waiting for a future where a tokio runtime may be running already.

use std::future::Future;

use amphi_core::end::UntilEnd;
use amphi_core::{BlockOn, BlockOnError, park, region};
use tokio::runtime::RuntimeFlavor;
use tokio::task::unconstrained;

use crate::place::{self, Place};
use crate::{TokioRuntime, cover, end, undriven};

impl BlockOn for TokioRuntime {
    #[track_caller]
    fn try_block_on<F: Future>(&self, future: F) -> Result<F::Output, BlockOnError> {
        let here = Place::here();
        let _context = place::context(&here, &self.handle)?.enter();
        let undriven = self.may_be_undriven(&here);
        // Nested waits look at the place where this one began, not at the contexts entered since.
        let _here = here.enter();
        // The future must not live on the budget of the task that waits: that would run dry and
        // make it spin for ever (tokio-rs/tokio#2376, #2603).
        let future = UntilEnd::new(unconstrained(future), || Some(end::of(&self.handle)));
        park::wait_for(future, |wait| {
            if undriven {
                undriven::watched(self.handle.clone(), &mut || region::block(wait))
            } else {
                region::block(wait)
            }
        })?
    }

    fn block_in_place<F, R>(&self, f: F) -> R
    where
        F: FnOnce() -> R,
    {
        cover::block_in_place(f)
    }
}

impl TokioRuntime {
    /// Whether only a thread that is not this one can run the runtime's tasks, if there is one.
    fn may_be_undriven(&self, here: &Place) -> bool {
        matches!(self.handle.runtime_flavor(), RuntimeFlavor::CurrentThread)
            && !here.drives(&self.handle)
    }
}

//! [`Job`]: the half that goes to a thread.

use std::fmt;
use std::mem;
use std::sync::Arc;

use super::OffloadHandle;
use super::slot::Slot;
use crate::JoinError;
use crate::internal::quietly;

/// Splits `f` into the job that runs it and the handle that waits for it.
///
/// See the [module](crate::offload).
pub fn new<F, T>(f: F) -> (Job<F, T>, OffloadHandle<T>)
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let slot = Arc::new(Slot::new(f));
    (
        Job {
            slot: Some(slot.clone()),
        },
        OffloadHandle::new(slot),
    )
}

/// A closure to be run once, on a thread that may block.
///
/// Dropping it without running it tells the handle that the runtime has gone
/// ([`JoinError::is_shutdown`]); so a queue that is thrown away needs no code of its own.
///
/// ```
/// use amphi_core::{TaskHandleExt, offload};
/// let (job, handle) = offload::new(|| ());
/// drop(job);
/// assert!(handle.join().unwrap_err().is_shutdown());
/// ```
#[must_use = "dropping a job tells its handle that the runtime has gone"]
pub struct Job<F, T> {
    /// `None` once it has run.
    pub(super) slot: Option<Arc<Slot<F, T>>>,
}

impl<F, T> Job<F, T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    /// Runs the closure here, unless it was cancelled before.
    ///
    /// Never panics: a panic of the closure goes to the handle, and a panic in the drop of a result
    /// that nobody takes is swallowed.
    #[inline]
    pub fn run(mut self) {
        let slot = self.slot.take();
        // Empty now: nothing that a drop would do.
        mem::forget(self);
        if let Some(slot) = slot {
            slot.run(false);
        }
    }
}

impl<F, T> Drop for Job<F, T> {
    fn drop(&mut self) {
        if let Some(slot) = self.slot.take() {
            quietly(move || slot.abandon(JoinError::shutdown()));
        }
    }
}

impl<F, T> fmt::Debug for Job<F, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job").finish_non_exhaustive()
    }
}

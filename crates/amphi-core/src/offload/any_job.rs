//! [`AnyJob`]: a job whatever its closure is.

use std::fmt;
use std::sync::Arc;

use super::Job;
use super::slot::Slot;
use crate::JoinError;
use crate::internal::quietly;

/// A [`Job`] without its type, for a queue of different ones. Making it allocates nothing.
///
/// Dropping it without running it tells the handle that the runtime has gone, as with the job.
///
/// ```
/// use amphi_core::{TaskHandleExt, offload};
/// let (job, handle) = offload::new(|| 7);
/// let mut queue = vec![offload::AnyJob::from(job)];
/// assert!(queue.pop().unwrap().run());
/// assert_eq!(handle.join().unwrap(), 7);
/// ```
#[must_use = "dropping a job tells its handle that the runtime has gone"]
pub struct AnyJob {
    /// `None` once it has run.
    slot: Option<Arc<dyn Runs>>,
}

/// A slot as a job sees it.
trait Runs: Send + Sync {
    fn run(self: Arc<Self>) -> bool;
    fn abandon(&self, error: JoinError);
}

impl AnyJob {
    /// Runs the closure here, as [`Job::run`]; false where it was cancelled, or taken, before.
    pub fn run(mut self) -> bool {
        let mut has_run = false;
        if let Some(slot) = self.slot.take() {
            quietly(|| has_run = slot.run());
        }
        has_run
    }

    /// Ends the closure without running it; its handle gives `error`.
    pub fn give_up(mut self, error: JoinError) {
        if let Some(slot) = self.slot.take() {
            quietly(|| slot.abandon(error));
        }
    }
}

impl<F, T> From<Job<F, T>> for AnyJob
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    fn from(mut job: Job<F, T>) -> Self {
        let slot = job.slot.take();
        Self {
            slot: slot.map(|slot| slot as Arc<dyn Runs>),
        }
    }
}

impl<F, T> Runs for Slot<F, T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    fn run(self: Arc<Self>) -> bool {
        Self::run(self, false)
    }

    fn abandon(&self, error: JoinError) {
        Self::abandon(self, error);
    }
}

impl Drop for AnyJob {
    fn drop(&mut self) {
        if let Some(slot) = self.slot.take() {
            slot.abandon(JoinError::shutdown());
        }
    }
}

impl fmt::Debug for AnyJob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnyJob").finish_non_exhaustive()
    }
}

#[cfg(all(test, not(amphi_loom)))]
mod tests {
    use super::*;
    use crate::offload::new;
    use crate::{TaskHandle, TaskHandleExt};

    #[test]
    fn run_tells_whether_the_closure_ran_here() {
        let (job, handle) = new(|| 7);
        assert!(AnyJob::from(job).run());
        assert_eq!(handle.join().unwrap(), 7);

        let (job, handle) = new(|| 7);
        drop(handle.cancel());
        assert!(!AnyJob::from(job).run());
    }

    #[test]
    fn what_is_given_up_says_why_and_what_is_dropped_that_the_runtime_has_gone() {
        let (job, handle) = new(|| 7);
        AnyJob::from(job).give_up(JoinError::cancelled());
        assert!(handle.join().unwrap_err().is_cancelled());

        let (job, handle) = new(|| 7);
        drop(AnyJob::from(job));
        assert!(handle.join().unwrap_err().is_shutdown());
    }
}

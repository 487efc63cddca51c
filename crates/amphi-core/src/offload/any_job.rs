//! [`AnyJob`]: a job whatever its closure is.

use std::fmt;
use std::mem;
use std::sync::Arc;

use super::Job;
use super::slot::Slot;
use crate::JoinError;
use crate::internal::{Queued, Ran, quietly};

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
    work: Option<Arc<dyn Queued>>,
}

impl AnyJob {
    /// Runs the closure here, as [`Job::run`]; false where it was cancelled, or taken, before.
    pub fn run(self) -> bool {
        self.run_as() == Ran::Closure
    }

    /// Ends the closure without running it; its handle gives `error`.
    pub fn give_up(self, error: JoinError) {
        self.give_up_as(error);
    }

    /// For a queue of amphi's own that holds other things too.
    #[doc(hidden)]
    pub fn of(work: Arc<dyn Queued>) -> Self {
        Self { work: Some(work) }
    }

    #[doc(hidden)]
    pub fn run_as(mut self) -> Ran {
        let work = self.work.take();
        // Empty now: nothing that a drop would do.
        mem::forget(self);
        work.map_or(Ran::Dead, Queued::run)
    }

    #[doc(hidden)]
    pub fn give_up_as(mut self, error: JoinError) -> Ran {
        let work = self.work.take();
        work.map_or(Ran::Dead, |work| work.give_up(error))
    }
}

impl<F, T> From<Job<F, T>> for AnyJob
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    fn from(mut job: Job<F, T>) -> Self {
        let work = job.slot.take();
        Self {
            work: work.map(|slot| slot as Arc<dyn Queued>),
        }
    }
}

impl<F, T> Queued for Slot<F, T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    fn run(self: Arc<Self>) -> Ran {
        if Self::run(self, false) {
            Ran::Closure
        } else {
            Ran::Dead
        }
    }

    fn give_up(self: Arc<Self>, why: JoinError) -> Ran {
        quietly(move || self.abandon(why));
        Ran::Dead
    }
}

impl Drop for AnyJob {
    fn drop(&mut self) {
        if let Some(work) = self.work.take() {
            work.give_up(JoinError::shutdown());
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

    /// Its drop panics.
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("a bomb was dropped");
        }
    }

    #[test]
    fn what_nobody_takes_may_panic_in_drop() {
        let raise = || -> u8 { std::panic::panic_any(Bomb) };
        /// Its drop panics with what panics when it is dropped.
        struct Raises;
        impl Drop for Raises {
            fn drop(&mut self) {
                std::panic::panic_any(Bomb);
            }
        }
        let hold = |held: Raises| move || drop(held);
        let ends: [fn(AnyJob); 3] = [
            |job| assert!(job.run()),
            drop,
            |job| job.give_up(JoinError::cancelled()),
        ];
        for end in ends {
            let (job, handle) = new(raise);
            drop(handle);
            end(AnyJob::from(job));
        }
        for end in &ends[1..] {
            let (job, handle) = new(hold(Raises));
            drop(handle);
            end(AnyJob::from(job));
        }
        let (job, handle) = new(raise);
        drop(handle);
        job.run();
        let (job, handle) = new(hold(Raises));
        drop(handle);
        drop(job);
    }
}

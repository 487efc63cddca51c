//! [`Offloads`]: a runtime for tests that has no threads, and does with closures what a test says.

use std::future::Future;
use std::ops::Deref;

use amphi_core::offload::{self, AnyJob, OffloadHandle};
use amphi_core::{SpawnBlocking, Spawner};

/// What becomes of closures.
pub trait Takes: Clone + Send + Sync + 'static {
    /// Called in `spawn_blocking`, on the thread that offloads. Dropping the job is what a runtime does that
    /// goes; a panic is the caller's.
    fn take(&self, job: AnyJob);
}

/// A runtime that gives each closure to `Q`. Tasks it has none: spawning one panics.
#[derive(Clone, Debug, Default)]
pub struct Offloads<Q>(pub Q);

impl<Q> Deref for Offloads<Q> {
    type Target = Q;

    fn deref(&self) -> &Q {
        &self.0
    }
}

impl<Q: Takes> Spawner for Offloads<Q> {
    type JoinHandle<T: Send + 'static> = OffloadHandle<T>;

    fn spawn<F>(&self, _: F) -> OffloadHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        unreachable!("closures are no tasks")
    }
}

impl<Q: Takes> SpawnBlocking for Offloads<Q> {
    fn spawn_blocking<F, T>(&self, f: F) -> OffloadHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let (job, handle) = offload::new(f);
        self.0.take(job.into());
        handle
    }
}

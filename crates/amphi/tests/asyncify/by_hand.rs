//! A pool without threads: what it is given runs when the test says so.

use std::collections::VecDeque;
use std::future::Future;
use std::sync::{Arc, Mutex};

use amphi::{SpawnBlocking, Spawner};
use amphi_core::offload::{self, OffloadHandle};

type Job = Box<dyn FnOnce() + Send>;

#[derive(Clone, Default)]
pub(crate) struct ByHand(Arc<Mutex<VecDeque<Job>>>);

impl ByHand {
    /// How many wait in the queue.
    pub(crate) fn queued(&self) -> usize {
        self.0.lock().unwrap().len()
    }

    /// Runs the first in the queue here.
    pub(crate) fn run_one(&self) {
        let job = self.take();
        job();
    }

    /// Throws the first in the queue away, as a runtime does that goes.
    pub(crate) fn lose_one(&self) {
        drop(self.take());
    }

    fn take(&self) -> Job {
        self.0.lock().unwrap().pop_front().expect("one is queued")
    }
}

impl Spawner for ByHand {
    type JoinHandle<T: Send + 'static> = OffloadHandle<T>;

    fn spawn<F>(&self, _: F) -> OffloadHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        unreachable!("calls are no tasks")
    }
}

impl SpawnBlocking for ByHand {
    fn spawn_blocking<F, T>(&self, f: F) -> OffloadHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let (job, handle) = offload::new(f);
        self.0
            .lock()
            .unwrap()
            .push_back(Box::new(move || job.run()));
        handle
    }
}

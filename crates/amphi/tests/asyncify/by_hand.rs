//! A pool without threads: what it is given runs when the test says so.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use amphi_conformance::closures::{Offloads, Takes};
use amphi_core::offload::AnyJob;

pub(crate) fn by_hand() -> Offloads<Queue> {
    Offloads::default()
}

#[derive(Clone, Default)]
pub(crate) struct Queue(Arc<Mutex<VecDeque<AnyJob>>>);

impl Takes for Queue {
    fn take(&self, job: AnyJob) {
        self.0.lock().unwrap().push_back(job);
    }
}

impl Queue {
    /// How many wait in the queue.
    pub(crate) fn queued(&self) -> usize {
        self.0.lock().unwrap().len()
    }

    /// Runs the first in the queue here.
    pub(crate) fn run_one(&self) {
        self.first().run();
    }

    /// Throws the first in the queue away, as a runtime does that goes.
    pub(crate) fn lose_one(&self) {
        drop(self.first());
    }

    fn first(&self) -> AnyJob {
        self.0.lock().unwrap().pop_front().expect("one is queued")
    }
}

//! Keeping closures queued: every thread of the blocking pool is taken first.

use std::sync::mpsc;

use amphi_core::{SpawnBlocking, Spawner};

use crate::sync::{Opener, gate};
use crate::{Capability, Fixture, Mount};

/// A blocking pool that is full until this is dropped.
pub(crate) struct Full<F: Fixture> {
    release: Opener,
    /// Kept, so that only the test itself tells what becomes of a handle that is dropped.
    _closures: Vec<<F::Runtime as Spawner>::JoinHandle<()>>,
}

impl<F: Fixture> Full<F> {
    /// Lets the closures in the queue have their turn.
    pub(crate) fn release(self) {
        self.release.open();
    }
}

impl<F: Fixture> Mount<F> {
    /// Fills the blocking pool, so that closures are queued.
    pub(crate) fn fill(&self, rt: &F::Runtime) -> Full<F> {
        self.fill_but(rt, 0)
    }

    /// Fills the blocking pool except for some threads.
    pub(crate) fn fill_but(&self, rt: &F::Runtime, free: usize) -> Full<F> {
        let (release, released) = gate();
        let (started, has_started) = mpsc::channel();
        let limit = self.blocking_limit() - free;
        let fill = |_| {
            let (started, released) = (started.clone(), released.clone());
            rt.spawn_blocking(move || {
                started
                    .send(())
                    .expect("the receiver is there until all have started");
                drop(started);
                released.wait();
            })
        };
        let closures = (0..limit).map(fill).collect();
        drop(started);
        let running = has_started.iter().take(limit).count();
        assert_eq!(
            running, limit,
            "closures that were to fill the pool never ran"
        );
        Full {
            release,
            _closures: closures,
        }
    }

    fn blocking_limit(&self) -> usize {
        let limit = self
            .capabilities
            .iter()
            .find_map(|capability| match capability {
                Capability::BlockingLimit(limit) => Some(*limit),
                _ => None,
            });
        limit.expect("`BlockingLimit` is declared where this test runs")
    }
}

//! [`Gauge`]: how many work at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Counts those who work now, and the most who ever did. Clones share the counts.
#[derive(Clone, Default)]
pub(crate) struct Gauge(Arc<Counts>);

#[derive(Default)]
struct Counts {
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Gauge {
    /// One more works until the guard is dropped.
    pub(crate) fn work(&self) -> Working {
        let now = self.0.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.0.most.fetch_max(now, Ordering::SeqCst);
        Working(self.clone())
    }

    /// Works for as long as it takes to let others begin.
    pub(crate) fn work_a_while(&self) {
        let _working = self.work();
        (0..10).for_each(|_| thread::yield_now());
    }

    pub(crate) fn most(&self) -> usize {
        self.0.most.load(Ordering::SeqCst)
    }
}

pub(crate) struct Working(Gauge);

impl Drop for Working {
    fn drop(&mut self) {
        self.0.0.now.fetch_sub(1, Ordering::SeqCst);
    }
}

//! [`Count`]: what an owned runtime's shutdown reports.
//!
//! Closures come through handles of many origins (cloned from the owner, from tokio's own handle,
//! the current one), so their count is found by the runtime's id. Without an owned runtime in the
//! process that is one load.
//!
//! Tasks are harder: tokio takes a task off its books when it shuts down, also one that is still
//! inside its poll. What is left of that is a thread that does not end, so threads are counted too.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use amphi_core::ShutdownReport;
use tokio::runtime::{Handle, Id};

use crate::end;

/// What one runtime has not finished.
#[derive(Debug)]
pub(crate) struct Count {
    runtime: Id,
    closures: Arc<AtomicUsize>,
    threads: Threads,
}

/// The threads of a runtime that live; none where it was not built here.
#[derive(Clone, Debug, Default)]
pub(crate) struct Threads(Arc<AtomicUsize>);

impl Threads {
    pub(crate) fn one_more(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn one_less(&self) {
        self.0.fetch_sub(1, Ordering::Release);
    }
}

/// Whether any runtime was ever counted.
static ANY: AtomicBool = AtomicBool::new(false);
static COUNTS: RwLock<Vec<(Id, Arc<AtomicUsize>)>> = RwLock::new(Vec::new());

impl Count {
    /// Counts `runtime`'s closures until this is dropped.
    pub(crate) fn start(runtime: Id, threads: Threads) -> Self {
        let closures = Arc::new(AtomicUsize::new(0));
        let mut counts = COUNTS.write().unwrap_or_else(PoisonError::into_inner);
        counts.push((runtime, closures.clone()));
        ANY.store(true, Ordering::Relaxed);
        Self {
            runtime,
            closures,
            threads,
        }
    }

    /// What is left of a runtime whose threads did not end in time.
    pub(crate) fn left(&self, handle: &Handle) -> ShutdownReport {
        let closures = self.closures.load(Ordering::Acquire);
        let threads = self.threads.0.load(Ordering::Acquire);
        // Of a runtime that was built elsewhere the threads are unknown, but something is left.
        let least = if closures == 0 { 1 } else { 0 };
        let in_polls = threads.saturating_sub(closures).max(least);
        let own = usize::from(end::has_bell(handle));
        let tasks = handle.metrics().num_alive_tasks().saturating_sub(own);
        ShutdownReport::new(tasks.max(in_polls), closures)
    }
}

impl Drop for Count {
    fn drop(&mut self) {
        let mut counts = COUNTS.write().unwrap_or_else(PoisonError::into_inner);
        counts.retain(|(runtime, _)| *runtime != self.runtime);
    }
}

/// A closure that is queued or runs; counted for as long as it lives.
#[derive(Debug)]
pub(crate) struct Counted(Arc<AtomicUsize>);

impl Counted {
    /// One more closure of `runtime`, where its closures are counted.
    #[inline]
    pub(crate) fn new(runtime: &Handle) -> Option<Self> {
        if ANY.load(Ordering::Relaxed) {
            Self::one_more(runtime.id())
        } else {
            None
        }
    }

    #[cold]
    fn one_more(runtime: Id) -> Option<Self> {
        let counts = COUNTS.read().unwrap_or_else(PoisonError::into_inner);
        let (_, closures) = counts.iter().find(|(counted, _)| *counted == runtime)?;
        closures.fetch_add(1, Ordering::Relaxed);
        Some(Self(closures.clone()))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Release);
    }
}

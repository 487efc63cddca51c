//! [`Count`]: the closures that an owned runtime's shutdown reports.
//!
//! Closures come through handles of many origins (cloned from the owner, from tokio's own handle,
//! the current one), so the count is found by the runtime's id. Without an owned runtime in the
//! process that is one load.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use tokio::runtime::Id;

/// Offloaded closures of one runtime that have not ended.
#[derive(Debug)]
pub(crate) struct Count {
    runtime: Id,
    closures: Arc<AtomicUsize>,
}

/// Whether any runtime was ever counted.
static ANY: AtomicBool = AtomicBool::new(false);
static COUNTS: RwLock<Vec<(Id, Arc<AtomicUsize>)>> = RwLock::new(Vec::new());

impl Count {
    /// Counts `runtime`'s closures until this is dropped.
    pub(crate) fn start(runtime: Id) -> Self {
        let closures = Arc::new(AtomicUsize::new(0));
        let mut counts = COUNTS.write().unwrap_or_else(PoisonError::into_inner);
        counts.push((runtime, closures.clone()));
        ANY.store(true, Ordering::Relaxed);
        Self { runtime, closures }
    }

    /// How many closures have not ended.
    pub(crate) fn closures(&self) -> usize {
        self.closures.load(Ordering::Acquire)
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
    pub(crate) fn new(runtime: Id) -> Option<Self> {
        if !ANY.load(Ordering::Relaxed) {
            return None;
        }
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

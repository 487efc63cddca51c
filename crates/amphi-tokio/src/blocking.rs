//! Offloading to tokio's blocking pool.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use amphi_core::{SpawnBlocking, offload};

use crate::{JoinHandle, TokioRuntime, place};

impl SpawnBlocking for TokioRuntime {
    #[track_caller]
    fn spawn_blocking<F, T>(&self, f: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let (job, handle) = offload::new(f);
        let host = place::host(&self.handle);
        // Tokio's own handle is let go: the job tells ours what happens, also when it is dropped.
        match &self.closures {
            None => drop(host.spawn_blocking(move || job.run())),
            Some(closures) => {
                let counted = Counted::new(closures);
                drop(host.spawn_blocking(move || {
                    let _counted = counted;
                    job.run();
                }));
            }
        }
        JoinHandle::offload(handle)
    }
}

/// Counts a closure for as long as it is queued or runs.
struct Counted(Arc<AtomicUsize>);

impl Counted {
    fn new(closures: &Arc<AtomicUsize>) -> Self {
        closures.fetch_add(1, Ordering::Relaxed);
        Self(closures.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

//! Offloading to tokio's blocking pool.

use amphi_core::{SpawnBlocking, offload};

use crate::count::Counted;
use crate::{JoinHandle, TokioRuntime, place};

impl SpawnBlocking for TokioRuntime {
    #[track_caller]
    fn spawn_blocking<F, T>(&self, f: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let host = place::host(&self.handle);
        let context = host.clone();
        let (job, handle) = offload::new(move || {
            // On a thread of the pool this is the context already.
            let _context = offload::is_taken().then(|| context.enter());
            f()
        });
        let counted = Counted::new(host);
        // Tokio's own handle is let go: the job tells ours what happens, also when it is dropped.
        drop(host.spawn_blocking(move || {
            let _counted = counted;
            job.run();
        }));
        JoinHandle::offload(handle)
    }
}

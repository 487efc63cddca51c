//! Offloading to the process-wide pool of `blocking`, which async-std uses too.

use amphi_core::{SpawnBlocking, offload};

use crate::{AsyncStdRuntime, JoinHandle, place};

impl SpawnBlocking for AsyncStdRuntime {
    fn spawn_blocking<F, T>(&self, f: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let (job, handle) = offload::new(f);
        let run = move || {
            let _inside = place::enter();
            job.run();
        };
        blocking::unblock(run).detach();
        JoinHandle::offload(handle)
    }
}

//! Offloading to the process-wide pool of `blocking`, which async-std uses too.

use amphi_core::{SpawnBlocking, offload};

use crate::{AsyncStdRuntime, JoinHandle, place};

impl SpawnBlocking for AsyncStdRuntime {
    fn spawn_blocking<F, T>(&self, f: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let (job, handle) = offload::new(move || {
            let _inside = place::enter();
            f()
        });
        blocking::unblock(move || job.run()).detach();
        JoinHandle::offload(handle)
    }
}

//! Tasks and offloaded closures: each is a job on a thread of its own.

use std::future::Future;
use std::sync::Arc;
use std::thread;

use amphi_core::{SpawnBlocking, Spawner, offload, park};

use super::stop::Stop;
use super::{JoinHandle, ThreadPerTask};

impl Spawner for ThreadPerTask {
    type JoinHandle<T: Send + 'static> = JoinHandle<T>;

    fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let stop = Arc::new(Stop::default());
        let told = stop.clone();
        let (job, result) = offload::new(move || park::block_on(told.run(future)));
        if self.admit(&stop) {
            start(move || job.run());
        }
        JoinHandle::task(result, stop)
    }
}

impl SpawnBlocking for ThreadPerTask {
    fn spawn_blocking<F, T>(&self, f: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let (job, result) = offload::new(move || Ok(f()));
        if !self.has_gone() {
            start(move || job.run());
        }
        JoinHandle::closure(result)
    }
}

/// Where the system refuses a thread the job is dropped, which tells its handle so.
fn start(run: impl FnOnce() + Send + 'static) {
    drop(thread::Builder::new().spawn(run));
}

//! Tasks on tokio.

use std::future::Future;

use amphi_core::Spawner;

use crate::{JoinHandle, TokioRuntime, place};

impl Spawner for TokioRuntime {
    type JoinHandle<T: Send + 'static> = JoinHandle<T>;

    #[track_caller]
    fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        JoinHandle::task(place::host(&self.handle).spawn(future))
    }
}

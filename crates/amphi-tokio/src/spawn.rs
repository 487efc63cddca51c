//! Tasks on tokio.

use std::future::Future;

use amphi_core::Spawner;
use amphi_core::context::Context;

use crate::{JoinHandle, TokioRuntime, place};

impl Spawner for TokioRuntime {
    type JoinHandle<T: Send + 'static> = JoinHandle<T>;

    #[track_caller]
    fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let host = place::host(&self.handle);
        JoinHandle::task(match Context::to_carry() {
            None => host.spawn(future),
            Some(context) => host.spawn(context.scope(future)),
        })
    }
}

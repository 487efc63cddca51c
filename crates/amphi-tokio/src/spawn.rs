//! Tasks on tokio.

use std::future::Future;

use amphi_core::Spawner;
use amphi_core::context::Context;

use crate::{JoinHandle, TokioRuntime, place};

impl Spawner for TokioRuntime {
    type JoinHandle<T: Send + 'static> = JoinHandle<T>;

    #[inline]
    #[track_caller]
    fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        match Context::to_carry() {
            None => JoinHandle::task(place::host(&self.handle).spawn(future)),
            Some(context) => self.spawn_in(context, future),
        }
    }
}

impl TokioRuntime {
    /// Apart, so that a task which carries nothing pays nothing for it.
    #[inline(never)]
    #[track_caller]
    fn spawn_in<F>(&self, context: Context, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        JoinHandle::task(place::host(&self.handle).spawn(context.scope(future)))
    }
}

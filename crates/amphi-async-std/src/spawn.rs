//! Tasks on async-std.

use std::future::Future;

use amphi_core::context::Context;
use amphi_core::{CatchUnwind, Spawner};
use async_std::task;

use crate::{AsyncStdRuntime, JoinHandle};

impl Spawner for AsyncStdRuntime {
    type JoinHandle<T: Send + 'static> = JoinHandle<T>;

    fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        JoinHandle::task(match Context::to_carry() {
            None => task::spawn(CatchUnwind::new(future)),
            Some(context) => task::spawn(CatchUnwind::new(context.scope(future))),
        })
    }
}

//! amphi: the same program with its waits, tasks, closures and timers through an `amphi::Handle`.
//!
//! The root future and the sockets stay the runtime's own, as in an application that amphi knows
//! nothing of.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use amphi::Handle;
use amphi::smol::SmolRuntime;
use futures::future::{BoxFuture, FutureExt, LocalBoxFuture};

use super::async_std::AsyncStd;
use super::host::{Host, Message};
use super::smol::Smol;
use super::tokio::Tokio;

pub(crate) struct Amphi {
    handle: Handle,
    beneath: Box<dyn Host>,
}

impl Amphi {
    /// On a runtime that the application has started.
    pub(crate) fn tokio(runtime: Tokio) -> Self {
        Self {
            handle: Handle::tokio(runtime.handle().clone()),
            beneath: Box::new(runtime),
        }
    }

    /// On the process-wide runtime.
    pub(crate) fn smol(threads: usize) -> Self {
        Self {
            handle: SmolRuntime::init_global(threads)
                .expect("smol starts")
                .into(),
            beneath: Box::new(Smol::new(0)),
        }
    }

    pub(crate) fn async_std() -> Self {
        Self {
            handle: Handle::async_std(),
            beneath: Box::new(AsyncStd),
        }
    }
}

impl Host for Amphi {
    fn root(&self, future: LocalBoxFuture<'static, ()>) {
        self.beneath.root(future);
    }

    fn block_on(&self, future: LocalBoxFuture<'_, u64>) -> u64 {
        self.handle.block_on(future)
    }

    fn spawn(&self, future: BoxFuture<'static, u64>) -> BoxFuture<'static, u64> {
        let task = self.handle.spawn(future);
        async { task.await.expect("the task ends") }.boxed()
    }

    fn offload(&self, f: Box<dyn FnOnce() + Send>) -> BoxFuture<'static, ()> {
        let closure = self.handle.spawn_blocking(f);
        async { closure.await.expect("the closure ends") }.boxed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.handle.sleep(duration).boxed()
    }

    fn echo(
        &self,
        address: SocketAddr,
        message: Message,
    ) -> BoxFuture<'static, io::Result<Message>> {
        self.beneath.echo(address, message)
    }
}

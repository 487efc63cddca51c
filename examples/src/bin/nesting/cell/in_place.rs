//! tokio with `block_in_place` around each wait, as its documentation advises for multi-thread runtimes.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use futures::future::{BoxFuture, LocalBoxFuture};

use super::host::{Host, Message};
use super::tokio::Tokio;

pub(crate) struct InPlace(pub(crate) Tokio);

impl Host for InPlace {
    fn root(&self, future: LocalBoxFuture<'static, ()>) {
        self.0.root(future);
    }

    fn block_on(&self, future: LocalBoxFuture<'_, u64>) -> u64 {
        tokio::task::block_in_place(|| self.0.block_on(future))
    }

    fn spawn(&self, future: BoxFuture<'static, u64>) -> BoxFuture<'static, u64> {
        self.0.spawn(future)
    }

    fn offload(&self, f: Box<dyn FnOnce() + Send>) -> BoxFuture<'static, ()> {
        self.0.offload(f)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.0.sleep(duration)
    }

    fn echo(
        &self,
        address: SocketAddr,
        message: Message,
    ) -> BoxFuture<'static, io::Result<Message>> {
        self.0.echo(address, message)
    }
}

//! async-std alone: waits are `async_std::task::block_on`.
//!
//! It takes the number of its threads from the environment, where the parent has put it.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use async_std::net::TcpStream;
use async_std::task;
use futures::future::{BoxFuture, FutureExt, LocalBoxFuture};

use super::host::{Host, Message, echo_through};

pub(crate) struct AsyncStd;

impl Host for AsyncStd {
    fn root(&self, future: LocalBoxFuture<'static, ()>) {
        task::block_on(future);
    }

    fn block_on(&self, future: LocalBoxFuture<'_, u64>) -> u64 {
        task::block_on(future)
    }

    fn spawn(&self, future: BoxFuture<'static, u64>) -> BoxFuture<'static, u64> {
        task::spawn(future).boxed()
    }

    fn offload(&self, f: Box<dyn FnOnce() + Send>) -> BoxFuture<'static, ()> {
        task::spawn_blocking(f).boxed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        task::sleep(duration).boxed()
    }

    fn echo(
        &self,
        address: SocketAddr,
        message: Message,
    ) -> BoxFuture<'static, io::Result<Message>> {
        let echo = async move {
            let socket = TcpStream::connect(address).await?;
            echo_through(socket, message).await
        };
        echo.boxed()
    }
}

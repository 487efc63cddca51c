//! tokio alone: waits are `Handle::block_on`, which tokio's documentation offers for them.
//!
//! Not `futures::executor::block_on`: that gives a future no access to tokio's timers and sockets, and
//! in a task it stops the worker, so it hangs where it waits for another task behind it. The waits of
//! smol in the tables "in turn" show that. For `block_in_place` see the module of that name.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use futures::future::{BoxFuture, FutureExt, LocalBoxFuture};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Handle, Runtime};

use super::host::{Host, Message};

pub(crate) struct Tokio(Runtime);

impl Tokio {
    pub(crate) fn multi_thread(workers: usize) -> Self {
        let mut builder = Builder::new_multi_thread();
        let runtime = builder.worker_threads(workers).enable_all().build();
        Self(runtime.expect("tokio starts"))
    }

    pub(crate) fn current_thread() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build();
        Self(runtime.expect("tokio starts"))
    }

    pub(crate) fn handle(&self) -> &Handle {
        self.0.handle()
    }
}

impl Host for Tokio {
    fn root(&self, future: LocalBoxFuture<'static, ()>) {
        self.0.block_on(future);
    }

    fn block_on(&self, future: LocalBoxFuture<'_, u64>) -> u64 {
        self.handle().block_on(future)
    }

    fn spawn(&self, future: BoxFuture<'static, u64>) -> BoxFuture<'static, u64> {
        let task = self.0.spawn(future);
        async { task.await.expect("the task ends") }.boxed()
    }

    fn offload(&self, f: Box<dyn FnOnce() + Send>) -> BoxFuture<'static, ()> {
        let closure = self.0.spawn_blocking(f);
        async { closure.await.expect("the closure ends") }.boxed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        async move { tokio::time::sleep(duration).await }.boxed()
    }

    fn echo(
        &self,
        address: SocketAddr,
        message: Message,
    ) -> BoxFuture<'static, io::Result<Message>> {
        let echo = async move {
            let mut socket = TcpStream::connect(address).await?;
            socket.write_all(&message).await?;
            let mut echo = Message::default();
            socket.read_exact(&mut echo).await?;
            Ok(echo)
        };
        echo.boxed()
    }
}

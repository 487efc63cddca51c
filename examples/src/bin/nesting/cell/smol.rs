//! smol alone, from the parts that it consists of.
//!
//! `smol::block_on` is `async_io::block_on`, `smol::unblock` is `blocking::unblock`, and `smol::spawn`
//! gives its task to an executor that a thread or more runs in just this way.

use std::future::pending;
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use async_executor::Executor;
use async_io::{Async, Timer};
use futures::future::{BoxFuture, FutureExt, LocalBoxFuture};

use super::host::{Host, Message, echo_through};

pub(crate) struct Smol(Arc<Executor<'static>>);

impl Smol {
    pub(crate) fn new(threads: usize) -> Self {
        let executor = Arc::new(Executor::new());
        for _ in 0..threads {
            let executor = executor.clone();
            thread::spawn(move || async_io::block_on(executor.run(pending::<()>())));
        }
        Self(executor)
    }
}

impl Host for Smol {
    fn root(&self, future: LocalBoxFuture<'static, ()>) {
        async_io::block_on(future);
    }

    fn block_on(&self, future: LocalBoxFuture<'_, u64>) -> u64 {
        async_io::block_on(future)
    }

    fn spawn(&self, future: BoxFuture<'static, u64>) -> BoxFuture<'static, u64> {
        self.0.spawn(future).boxed()
    }

    fn offload(&self, f: Box<dyn FnOnce() + Send>) -> BoxFuture<'static, ()> {
        blocking::unblock(f).boxed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Timer::after(duration).map(|_| ()).boxed()
    }

    fn echo(
        &self,
        address: SocketAddr,
        message: Message,
    ) -> BoxFuture<'static, io::Result<Message>> {
        let echo = async move {
            let socket = Async::<TcpStream>::connect(address).await?;
            echo_through(socket, message).await
        };
        echo.boxed()
    }
}

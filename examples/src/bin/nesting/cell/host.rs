//! [`Host`]: what a cell needs of a runtime, on amphi or on the runtime alone.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures::future::{BoxFuture, LocalBoxFuture};
use futures::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::amphi::Amphi;
use super::async_std::AsyncStd;
use super::in_place::InPlace;
use super::smol::Smol;
use super::tokio::Tokio;
use crate::matrix::{Runtime, Side};

/// A runtime, as a program uses it.
pub(crate) trait Host: Send + Sync {
    /// Runs the program's root future on this thread.
    fn root(&self, future: LocalBoxFuture<'static, ()>);

    /// Waits on this thread, wherever that is.
    fn block_on(&self, future: LocalBoxFuture<'_, u64>) -> u64;

    /// Starts a task; the future joins it, and may cancel it when it is dropped.
    fn spawn(&self, future: BoxFuture<'static, u64>) -> BoxFuture<'static, u64>;

    /// Starts `f` where blocking is welcome; as with [`spawn`](Self::spawn).
    fn offload(&self, f: Box<dyn FnOnce() + Send>) -> BoxFuture<'static, ()>;

    /// A timer.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;

    /// Connects, sends `message` and receives as much.
    fn echo(
        &self,
        address: SocketAddr,
        message: Message,
    ) -> BoxFuture<'static, io::Result<Message>>;
}

/// What goes through a socket.
pub(crate) type Message = [u8; 8];

/// Starts a runtime.
pub(crate) fn start(runtime: Runtime, side: Side, threads: u16) -> Arc<dyn Host> {
    let threads = threads.into();
    match (runtime, side) {
        (Runtime::Tokio, Side::Amphi) => Arc::new(Amphi::tokio(Tokio::multi_thread(threads))),
        (Runtime::Tokio, Side::Raw) => Arc::new(Tokio::multi_thread(threads)),
        (Runtime::Tokio, Side::InPlace) => Arc::new(InPlace(Tokio::multi_thread(threads))),
        (Runtime::TokioCurrentThread, Side::Amphi) => {
            Arc::new(Amphi::tokio(Tokio::current_thread()))
        }
        (Runtime::TokioCurrentThread, Side::Raw) => Arc::new(Tokio::current_thread()),
        (Runtime::TokioCurrentThread, Side::InPlace) => Arc::new(InPlace(Tokio::current_thread())),
        (Runtime::Smol, Side::Amphi) => Arc::new(Amphi::smol(threads)),
        (Runtime::Smol, Side::Raw | Side::InPlace) => Arc::new(Smol::new(threads)),
        (Runtime::AsyncStd, Side::Amphi) => Arc::new(Amphi::async_std()),
        (Runtime::AsyncStd, Side::Raw | Side::InPlace) => Arc::new(AsyncStd),
    }
}

/// The echo of `message` through a socket of smol's or async-std's.
pub(crate) async fn echo_through(
    mut socket: impl AsyncRead + AsyncWrite + Unpin,
    message: Message,
) -> io::Result<Message> {
    socket.write_all(&message).await?;
    let mut echo = Message::default();
    socket.read_exact(&mut echo).await?;
    Ok(echo)
}

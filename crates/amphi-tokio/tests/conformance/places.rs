//! What the matrix of waits needs of tokio: sockets, and places that only tokio has.

use std::future::Future;
use std::pin::Pin;

use amphi_core::Runtime;
use amphi_tokio::TokioRuntime;
use futures::executor::LocalPool;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::task::{LocalSet, spawn_local};

type Call<R> = Box<dyn FnOnce(&R) + Send>;

/// Echoes a byte; the kernel connects before the listener accepts.
pub(crate) fn echo<R>(_: &R, byte: u8) -> Pin<Box<dyn Future<Output = u8> + Send>> {
    Box::pin(async move {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap())
            .await
            .unwrap();
        let (mut server, _) = listener.accept().await.unwrap();
        client.write_u8(byte).await.unwrap();
        let heard = server.read_u8().await.unwrap();
        server.write_u8(heard).await.unwrap();
        client.read_u8().await.unwrap()
    })
}

/// A task of the executor of `futures`.
pub(crate) fn local_pool<R: Runtime>(rt: &R, call: Call<R>) {
    LocalPool::new().run_until(async { call(rt) });
}

/// A local task on the thread of a multi-thread runtime's root.
pub(crate) fn local_set(rt: &TokioRuntime, call: Call<TokioRuntime>) {
    let inner = rt.clone();
    let local = LocalSet::new();
    let task = local.run_until(async { spawn_local(async move { call(&inner) }).await });
    rt.as_tokio().block_on(task).unwrap();
}

/// The root future of the runtime itself.
pub(crate) fn root(rt: &TokioRuntime, call: Call<TokioRuntime>) {
    rt.as_tokio().block_on(async { call(rt) });
}

/// A local task of a current-thread runtime that this thread drives.
pub(crate) fn driven_local_set(_: &TokioRuntime, call: Call<TokioRuntime>) {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let task = async { spawn_local(async { call(&TokioRuntime::current()) }).await };
    LocalSet::new().block_on(&runtime, task).unwrap();
}

/// The root future of a current-thread runtime that this thread drives.
pub(crate) fn driven_root(_: &TokioRuntime, call: Call<TokioRuntime>) {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { call(&TokioRuntime::current()) });
}

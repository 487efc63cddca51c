//! What the matrix of waits needs of async-std: sockets, and places that are not the suite's.

use std::future::Future;
use std::pin::Pin;

use amphi_core::Runtime;
use async_std::io::{ReadExt, WriteExt};
use async_std::net::{TcpListener, TcpStream};
use futures::executor::LocalPool;

type Call<R> = Box<dyn FnOnce(&R) + Send>;

/// Echoes a byte; the kernel connects before the listener accepts.
pub(crate) fn echo<R>(_: &R, byte: u8) -> Pin<Box<dyn Future<Output = u8> + Send>> {
    Box::pin(async move {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut client = TcpStream::connect(address).await.unwrap();
        let (mut server, _) = listener.accept().await.unwrap();
        let mut heard = [0];
        client.write_all(&[byte]).await.unwrap();
        server.read_exact(&mut heard).await.unwrap();
        server.write_all(&heard).await.unwrap();
        let mut echoed = [0];
        client.read_exact(&mut echoed).await.unwrap();
        echoed[0]
    })
}

/// A task of the executor of `futures`.
pub(crate) fn local_pool<R: Runtime>(rt: &R, call: Call<R>) {
    LocalPool::new().run_until(async { call(rt) });
}

/// A local task of async-std, on the thread of its root.
pub(crate) fn local_task<R: Runtime>(rt: &R, call: Call<R>) {
    let rt = rt.clone();
    let task = async move { call(&rt) };
    async_global_executor::block_on(async { async_global_executor::spawn_local(task).await });
}

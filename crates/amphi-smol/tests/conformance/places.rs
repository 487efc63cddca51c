//! What the matrix of waits needs of smol: sockets, and a place that is not the suite's.

use std::future::Future;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::pin::Pin;

use amphi_core::Runtime;
use async_io::Async;
use futures::executor::LocalPool;

/// Echoes a byte; the kernel connects before the listener accepts.
pub(crate) fn echo<R>(_: &R, byte: u8) -> Pin<Box<dyn Future<Output = u8> + Send>> {
    Box::pin(async move {
        let listener = Async::<TcpListener>::bind(([127, 0, 0, 1], 0)).unwrap();
        let address = listener.get_ref().local_addr().unwrap();
        let client = Async::<TcpStream>::connect(address).await.unwrap();
        let (server, _) = listener.accept().await.unwrap();
        send(&client, byte).await;
        let heard = receive(&server).await;
        send(&server, heard).await;
        receive(&client).await
    })
}

async fn send(stream: &Async<TcpStream>, byte: u8) {
    let write = |mut stream: &TcpStream| stream.write_all(&[byte]);
    stream.write_with(write).await.unwrap();
}

async fn receive(stream: &Async<TcpStream>) -> u8 {
    let mut byte = [0];
    let read = |mut stream: &TcpStream| stream.read_exact(&mut byte);
    stream.read_with(read).await.unwrap();
    byte[0]
}

/// A task of the executor of `futures`.
pub(crate) fn local_pool<R: Runtime>(rt: &R, call: Box<dyn FnOnce(&R) + Send>) {
    LocalPool::new().run_until(async { call(rt) });
}

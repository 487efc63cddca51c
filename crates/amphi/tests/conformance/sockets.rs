//! An echo over loopback, with the sockets that the runtime drives.

use std::future::Future;
use std::pin::Pin;

use amphi::Handle;

/// Echoes a byte.
pub(crate) fn echo(rt: &Handle, byte: u8) -> Pin<Box<dyn Future<Output = u8> + Send>> {
    if rt.backend().as_str() == "tokio" {
        Box::pin(of_tokio(byte))
    } else {
        Box::pin(of_async_io(byte))
    }
}

/// The kernel connects before the listener accepts.
async fn of_tokio(byte: u8) -> u8 {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut client = TcpStream::connect(address).await.unwrap();
    let (mut server, _) = listener.accept().await.unwrap();
    client.write_u8(byte).await.unwrap();
    let heard = server.read_u8().await.unwrap();
    server.write_u8(heard).await.unwrap();
    client.read_u8().await.unwrap()
}

/// For smol, and for async-std, whose sockets are the same.
async fn of_async_io(byte: u8) -> u8 {
    use async_io::Async;
    use futures_lite::{AsyncReadExt, AsyncWriteExt};
    use std::net::{TcpListener, TcpStream};

    let listener = Async::<TcpListener>::bind(([127, 0, 0, 1], 0)).unwrap();
    let address = listener.get_ref().local_addr().unwrap();
    let mut client = Async::<TcpStream>::connect(address).await.unwrap();
    let (mut server, _) = listener.accept().await.unwrap();
    client.write_all(&[byte]).await.unwrap();
    let mut heard = [0];
    server.read_exact(&mut heard).await.unwrap();
    server.write_all(&heard).await.unwrap();
    let mut echoed = [0];
    client.read_exact(&mut echoed).await.unwrap();
    echoed[0]
}

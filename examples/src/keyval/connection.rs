//! [`Connection`]: one socket, and the lines that go through it.

use std::io;
use std::net::{SocketAddr, TcpStream};

use async_io::Async;
use futures::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

use super::Error;

#[derive(Debug)]
pub(super) struct Connection(BufReader<Async<TcpStream>>);

impl Connection {
    pub(super) async fn open(address: SocketAddr) -> io::Result<Self> {
        Ok(Self(BufReader::new(
            Async::<TcpStream>::connect(address).await?,
        )))
    }

    /// Sends a request and reads the lines of its answer.
    pub(super) async fn exchange(&mut self, request: &str) -> Result<Vec<String>, Error> {
        let request = format!("{request}\n");
        self.0.get_mut().write_all(request.as_bytes()).await?;
        let head = self.line().await?;
        let count = match head.split_once(' ') {
            Some(("OK", count)) => count.parse::<usize>().ok(),
            Some(("ERR", text)) => return Err(Error::Refused(text.to_owned())),
            _ => None,
        };
        let count = count.ok_or(Error::Garbled(head))?;
        let mut lines = Vec::new();
        for _ in 0..count {
            lines.push(self.line().await?);
        }
        Ok(lines)
    }

    async fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.0.read_line(&mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end_matches('\n').to_owned())
    }
}

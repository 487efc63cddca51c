//! tokio's traits.

use std::io::{self, BufRead, Read, Seek, SeekFrom, Write};
use std::task::{Poll, ready};

use tokio::io::{AsyncBufRead, AsyncRead, AsyncSeek, AsyncWrite, ReadBuf};

use super::{BlockingIo, IntoBlockingRead, IntoBlockingWrite};

/// The kind of tokio's traits.
#[derive(Debug)]
pub enum TokioIo {}

impl<T: AsyncRead> IntoBlockingRead<TokioIo> for T {}
impl<T: AsyncWrite> IntoBlockingWrite<TokioIo> for T {}

impl<T: AsyncRead> Read for BlockingIo<T, TokioIo> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.wait(|value, cx| {
            let mut buf = ReadBuf::new(buf);
            ready!(value.poll_read(cx, &mut buf))?;
            Poll::Ready(Ok(buf.filled().len()))
        })
    }
}

impl<T: AsyncBufRead> BufRead for BlockingIo<T, TokioIo> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.fill(T::poll_fill_buf)
    }

    fn consume(&mut self, count: usize) {
        self.value().consume(count);
    }
}

impl<T: AsyncWrite> Write for BlockingIo<T, TokioIo> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.wait(|value, cx| value.poll_write(cx, buf))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.wait(T::poll_flush)
    }
}

impl<T: AsyncWrite> BlockingIo<T, TokioIo> {
    /// Flushes and shuts the writer down, where that means something to it.
    ///
    /// # Errors
    /// The writer's own, or the wait is impossible.
    pub fn close(&mut self) -> io::Result<()> {
        self.wait(T::poll_shutdown)
    }
}

impl<T: AsyncSeek> Seek for BlockingIo<T, TokioIo> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        // A seek of another holder may be under way.
        self.wait(T::poll_complete)?;
        self.value().start_seek(to)?;
        self.wait(T::poll_complete)
    }
}

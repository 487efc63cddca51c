//! The traits of `futures-io`.

use std::io::{self, BufRead, Read, Seek, SeekFrom, Write};

use futures_io::{AsyncBufRead, AsyncRead, AsyncSeek, AsyncWrite};

use super::{BlockingIo, IntoBlockingRead, IntoBlockingWrite};

/// The kind of the traits of `futures-io`.
#[derive(Debug)]
pub enum FuturesIo {}

impl<T: AsyncRead> IntoBlockingRead<FuturesIo> for T {}
impl<T: AsyncWrite> IntoBlockingWrite<FuturesIo> for T {}

impl<T: AsyncRead> Read for BlockingIo<T, FuturesIo> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.wait(|value, cx| value.poll_read(cx, buf))
    }
}

impl<T: AsyncBufRead> BufRead for BlockingIo<T, FuturesIo> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.fill(T::poll_fill_buf)
    }

    fn consume(&mut self, count: usize) {
        self.value().consume(count);
    }
}

impl<T: AsyncWrite> Write for BlockingIo<T, FuturesIo> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.wait(|value, cx| value.poll_write(cx, buf))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.wait(T::poll_flush)
    }
}

impl<T: AsyncWrite> BlockingIo<T, FuturesIo> {
    /// Flushes and closes the writer, where that means something to it.
    ///
    /// # Errors
    /// The writer's own, or the wait is impossible.
    pub fn close(&mut self) -> io::Result<()> {
        self.wait(T::poll_close)
    }
}

impl<T: AsyncSeek> Seek for BlockingIo<T, FuturesIo> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.wait(|value, cx| value.poll_seek(cx, to))
    }
}

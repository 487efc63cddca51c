//! tokio's traits.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncBufRead, AsyncRead, AsyncSeek, AsyncWrite, ReadBuf};

use super::Unblocked;

impl<T: Read + Send + 'static> AsyncRead for Unblocked<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let desk = ready!(self.engine().poll_input(buf.remaining(), cx))?;
        let count = desk.unread().len().min(buf.remaining());
        buf.put_slice(&desk.unread()[..count]);
        desk.consume(count);
        Poll::Ready(Ok(()))
    }
}

impl<T: Read + Send + 'static> AsyncBufRead for Unblocked<T> {
    fn poll_fill_buf(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        self.poll_fill(cx)
    }

    fn consume(mut self: Pin<&mut Self>, count: usize) {
        self.consume_unread(count);
    }
}

impl<T: Write + Send + 'static> AsyncWrite for Unblocked<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.engine().poll_write(buf, cx)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.engine().poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.engine().poll_flush(cx)
    }
}

impl<T: Seek + Send + 'static> AsyncSeek for Unblocked<T> {
    fn start_seek(mut self: Pin<&mut Self>, to: SeekFrom) -> io::Result<()> {
        self.engine().start_seek(to);
        Ok(())
    }

    fn poll_complete(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<u64>> {
        self.engine().poll_sought(cx)
    }
}

//! Reads and writes by methods of the value itself, for whoever needs no traits.

use std::future::poll_fn;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};

use super::Unblocked;

impl<T: Read + Send + 'static> Unblocked<T> {
    /// Reads some bytes; none at the end, or where `buf` is empty.
    ///
    /// # Errors
    /// The value's own, or the runtime has gone.
    pub async fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let engine = self.engine();
        poll_fn(|cx| engine.poll_read(buf, cx)).await
    }
}

impl<T: Write + Send + 'static> Unblocked<T> {
    /// Writes some bytes: they are accepted, and a worker writes them.
    ///
    /// # Errors
    /// What an earlier write failed with; or the runtime has gone.
    pub async fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let engine = self.engine();
        poll_fn(|cx| engine.poll_write(buf, cx)).await
    }

    /// Writes all bytes; where it is dropped, some of them.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub async fn write_all(&mut self, mut buf: &[u8]) -> io::Result<()> {
        while !buf.is_empty() {
            match self.write(buf).await? {
                0 => return Err(ErrorKind::WriteZero.into()),
                count => buf = &buf[count..],
            }
        }
        Ok(())
    }

    /// Waits until all is written, and flushes the value.
    ///
    /// # Errors
    /// What an earlier write or this flush failed with; or the runtime has gone.
    pub async fn flush(&mut self) -> io::Result<()> {
        let engine = self.engine();
        poll_fn(|cx| engine.poll_flush(cx)).await
    }
}

impl<T: Seek + Send + 'static> Unblocked<T> {
    /// Moves to another position, and gives it as counted from the start.
    ///
    /// # Errors
    /// The value's own, or the runtime has gone.
    pub async fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let engine = self.engine();
        // A seek that was dropped takes effect before this one.
        let _ = poll_fn(|cx| engine.poll_sought(cx)).await;
        engine.start_seek(to);
        poll_fn(|cx| engine.poll_sought(cx)).await
    }
}

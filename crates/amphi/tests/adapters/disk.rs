//! Values to be wrapped: a disk in memory that gives less than it was asked for, and a line whose
//! two directions have nothing to do with each other.

use std::io::{self, Cursor, ErrorKind, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex};

use amphi_conformance::random::Rng;

/// Shared, so that a test sees what was written after the disk has gone.
pub(crate) type Bytes = Arc<Mutex<Cursor<Vec<u8>>>>;

/// Reads and writes a part of what it is asked for, and is interrupted now and then.
pub(crate) struct Disk {
    pub(crate) bytes: Bytes,
    random: Rng,
}

impl Disk {
    pub(crate) fn new(seed: u64, content: Vec<u8>) -> Self {
        Self {
            bytes: Arc::new(Mutex::new(Cursor::new(content))),
            random: Rng::new(seed),
        }
    }

    fn part(&mut self, whole: usize) -> io::Result<usize> {
        match self.random.index(4) {
            0 => Err(ErrorKind::Interrupted.into()),
            1 => Ok(whole),
            _ => Ok(whole.min(1 + self.random.index(20))),
        }
    }
}

impl Read for Disk {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let part = self.part(buf.len())?;
        self.bytes.lock().unwrap().read(&mut buf[..part])
    }
}

impl Write for Disk {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let part = self.part(buf.len())?;
        self.bytes.lock().unwrap().write(&buf[..part])
    }

    fn flush(&mut self) -> io::Result<()> {
        self.part(1).map(drop)
    }
}

impl Seek for Disk {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.bytes.lock().unwrap().seek(to)
    }
}

/// Reads count up; writes are kept.
pub(crate) struct Line {
    next: u8,
    pub(crate) written: Arc<Mutex<Vec<u8>>>,
    random: Rng,
}

impl Line {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            next: 0,
            written: Arc::default(),
            random: Rng::new(seed),
        }
    }
}

impl Read for Line {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let count = buf.len().min(1 + self.random.index(30));
        for byte in &mut buf[..count] {
            *byte = self.next;
            self.next = self.next.wrapping_add(1);
        }
        Ok(count)
    }
}

impl Write for Line {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let count = buf.len().min(1 + self.random.index(30));
        self.written
            .lock()
            .unwrap()
            .extend_from_slice(&buf[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

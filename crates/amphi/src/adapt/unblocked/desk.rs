//! [`Desk`]: the value with its buffers, wherever it is, and what is done to it on a worker.

use std::any::Any;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The value and all that goes with it to a worker and comes back.
pub(super) struct Desk<T> {
    pub(super) value: T,
    /// As long as the longest read so far.
    input: Vec<u8>,
    /// What was read into it and not taken.
    unread: Range<usize>,
    pub(super) output: Vec<u8>,
    /// Gives bytes that were read back; where there is a position to give them back to.
    pub(super) rewind: Option<fn(&mut T, i64) -> io::Result<()>>,
    /// What came of the last operation.
    pub(super) outcome: Outcome,
}

pub(super) enum Outcome {
    None,
    /// Nothing was read, and why: `Ok` at the end of the file.
    Read(io::Result<()>),
    Wrote(io::Result<()>),
    Flushed(io::Result<()>),
    Sought(SeekFrom, io::Result<u64>),
    Panicked(Box<dyn Any + Send>),
}

impl<T> Desk<T> {
    pub(super) fn new(value: T) -> Self {
        Self {
            value,
            input: Vec::new(),
            unread: 0..0,
            output: Vec::new(),
            rewind: None,
            outcome: Outcome::None,
        }
    }

    pub(super) fn unread(&self) -> &[u8] {
        &self.input[self.unread.clone()]
    }

    pub(super) fn consume(&mut self, count: usize) {
        assert!(count <= self.unread.len(), "more is consumed than was read");
        self.unread.start += count;
    }

    /// Whether bytes were read that a call to the value should find again.
    pub(super) fn is_ahead(&self) -> bool {
        self.rewind.is_some() && !self.unread.is_empty()
    }

    /// Does something to the value; a panic of it is an outcome as well.
    pub(super) fn run(&mut self, act: impl FnOnce(&mut Self) -> Outcome) {
        self.outcome =
            catch_unwind(AssertUnwindSafe(|| act(self))).unwrap_or_else(Outcome::Panicked);
    }

    /// Gives unread bytes back, so that the position is where the caller takes it to be.
    pub(super) fn rewind(&mut self) -> io::Result<()> {
        if let (Some(rewind), true) = (self.rewind, self.is_ahead()) {
            let ahead = i64::try_from(self.unread.len()).expect("a buffer is shorter");
            rewind(&mut self.value, -ahead)?;
            self.unread = 0..0;
        }
        Ok(())
    }
}

impl<T: Read> Desk<T> {
    pub(super) fn read(&mut self, most: usize) -> Outcome {
        if self.input.len() < most {
            self.input.resize(most, 0);
        }
        match retry(|| self.value.read(&mut self.input[..most])) {
            Ok(0) => Outcome::Read(Ok(())),
            Ok(count) => {
                self.unread = 0..count;
                Outcome::None
            }
            Err(error) => Outcome::Read(Err(error)),
        }
    }
}

impl<T: Write> Desk<T> {
    /// Writes all of the output.
    pub(super) fn write(&mut self) -> Outcome {
        let written = self
            .rewind()
            .and_then(|()| self.value.write_all(&self.output));
        Outcome::Wrote(written)
    }

    pub(super) fn flush(&mut self) -> Outcome {
        Outcome::Flushed(retry(|| self.value.flush()))
    }
}

impl<T: Seek> Desk<T> {
    pub(super) fn seek(&mut self, to: SeekFrom) -> Outcome {
        // The value is ahead of where its reader is by what was not taken.
        let ahead = i64::try_from(self.unread.len()).expect("a buffer is shorter");
        let sought = match to {
            SeekFrom::Current(offset) => match offset.checked_sub(ahead) {
                Some(offset) => self.value.seek(SeekFrom::Current(offset)),
                // Two steps, as far as that goes.
                None => self
                    .value
                    .seek(SeekFrom::Current(-ahead))
                    .and_then(|_| self.value.seek(to)),
            },
            _ => self.value.seek(to),
        };
        if sought.is_ok() {
            self.unread = 0..0;
        }
        Outcome::Sought(to, sought)
    }
}

/// Goes on after a signal.
fn retry<R>(mut act: impl FnMut() -> io::Result<R>) -> io::Result<R> {
    loop {
        match act() {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            done => return done,
        }
    }
}

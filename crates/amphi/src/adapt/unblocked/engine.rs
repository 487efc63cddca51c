//! [`Engine`]: who has the value, and the operations on it, whatever traits they are offered by.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::mem;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker, ready};

use super::desk::{Desk, Outcome};
use super::wakers::{Side, Wakers};
use crate::adapt::elsewhere::Elsewhere;
use crate::{Handle, JoinHandle};

/// Where a worker finds the value, and leaves it.
type Table<T> = Mutex<Option<Elsewhere<Desk<T>>>>;

pub(super) struct Engine<T: Send + 'static> {
    handle: Handle,
    table: Arc<Table<T>>,
    wakers: Arc<Wakers>,
    /// Wakes all of them.
    waker: Waker,
    /// The value, unless a worker has it.
    here: Option<Elsewhere<Desk<T>>>,
    worker: Option<Worker>,
    /// The most bytes of one operation.
    capacity: usize,
    /// What a write or a flush failed with that nobody has been told yet.
    failed: Option<io::Error>,
    /// Whether something may have been written since the last flush.
    is_dirty: bool,
    /// Where a seek that has not ended goes.
    seek_to: Option<SeekFrom>,
}

struct Worker {
    handle: JoinHandle<()>,
    /// Whether it only reads, so that it may be given up.
    only_reads: bool,
}

impl<T: Send + 'static> Engine<T> {
    pub(super) fn new(handle: Handle, value: T, capacity: usize) -> Self {
        let desk = Elsewhere::new(Box::new(Desk::new(value)), handle.clone());
        let wakers = Arc::<Wakers>::default();
        Self {
            handle,
            table: Arc::default(),
            waker: Waker::from(wakers.clone()),
            wakers,
            here: Some(desk),
            worker: None,
            capacity,
            failed: None,
            is_dirty: false,
            seek_to: None,
        }
    }

    pub(super) fn set_capacity(&mut self, bytes: usize) {
        self.capacity = bytes;
    }

    /// The value, where no worker has it.
    pub(super) fn desk(&mut self) -> Option<&mut Desk<T>> {
        self.here.as_mut().map(Elsewhere::get_mut)
    }

    pub(super) fn into_desk(mut self) -> Option<Box<Desk<T>>> {
        self.here.take().map(Elsewhere::into_inner)
    }

    pub(super) fn is_away(&self) -> bool {
        self.worker.is_some()
    }

    /// Something may have been written by other means.
    pub(super) fn note_write(&mut self) {
        self.is_dirty = true;
    }

    /// Waits until no worker has the value, and takes what the last operation leaves to later ones.
    ///
    /// An error where the operation did not run since the runtime has gone. A panic of the value goes on
    /// here.
    pub(super) fn poll_desk(
        &mut self,
        side: Side,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<&mut Desk<T>>> {
        if let Some(worker) = &mut self.worker {
            self.wakers.set(side, cx.waker());
            let mut cx = Context::from_waker(&self.waker);
            let ended = ready!(Pin::new(&mut worker.handle).poll(&mut cx));
            let only_reads = worker.only_reads;
            self.worker = None;
            self.here = lock(&self.table).take();
            if let Err(error) = ended {
                if let (Side::Reads, false) = (side, only_reads) {
                    // The reader is told now, the writer later.
                    self.failed = Some(io::Error::other(error.to_string()));
                }
                return Poll::Ready(Err(io::Error::other(error)));
            }
            self.settle();
        }
        let desk = self.here.as_mut().expect("a worker leaves it");
        Poll::Ready(Ok(desk.get_mut()))
    }

    /// Keeps what only a later call of the same kind may tell.
    fn settle(&mut self) {
        let Some(desk) = &mut self.here else { return };
        let outcome = &mut desk.get_mut().outcome;
        match mem::replace(outcome, Outcome::None) {
            Outcome::Wrote(Err(error)) | Outcome::Flushed(Err(error)) => self.failed = Some(error),
            Outcome::Flushed(Ok(())) => self.is_dirty = false,
            Outcome::Panicked(payload) => resume_unwind(payload),
            other => *outcome = other,
        }
    }

    /// Has a worker do something to the value, which is here.
    pub(super) fn start(
        &mut self,
        only_reads: bool,
        act: impl FnOnce(&mut Desk<T>) -> Outcome + Send + 'static,
    ) {
        *lock(&self.table) = self.here.take();
        let table = self.table.clone();
        let handle = self.handle.spawn_blocking(move || {
            let desk = lock(&table).take();
            let mut desk = desk.expect("it was left for this worker");
            desk.get_mut().run(act);
            if Arc::strong_count(&table) > 1 {
                *lock(&table) = Some(desk);
            } else {
                // Nobody wants it back, and this is the place to drop it.
                drop(desk.into_inner());
            }
        });
        self.worker = Some(Worker { handle, only_reads });
    }

    fn told(&mut self) -> io::Result<()> {
        self.failed.take().map_or(Ok(()), Err)
    }
}

impl<T: Read + Send + 'static> Engine<T> {
    /// Waits until there are bytes, and gives them; none at the end. Asks for at most `most`.
    pub(super) fn poll_input(
        &mut self,
        most: usize,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<&mut Desk<T>>> {
        let most = most.min(self.capacity);
        loop {
            let desk = ready!(self.poll_desk(Side::Reads, cx))?;
            if !desk.unread().is_empty() || most == 0 {
                break;
            }
            match mem::replace(&mut desk.outcome, Outcome::None) {
                Outcome::Read(Ok(())) => break,
                Outcome::Read(Err(error)) => return Poll::Ready(Err(error)),
                _ => self.start(true, move |desk| desk.read(most)),
            }
        }
        Poll::Ready(Ok(self.desk().expect("it has come back")))
    }

    pub(super) fn poll_read(
        &mut self,
        buf: &mut [u8],
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        let desk = ready!(self.poll_input(buf.len(), cx))?;
        let count = desk.unread().len().min(buf.len());
        buf[..count].copy_from_slice(&desk.unread()[..count]);
        desk.consume(count);
        Poll::Ready(Ok(count))
    }
}

impl<T: Write + Send + 'static> Engine<T> {
    /// Accepts bytes, which a worker then writes; tells what an earlier write failed with.
    pub(super) fn poll_write(
        &mut self,
        bytes: &[u8],
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        let count = bytes.len().min(self.capacity);
        ready!(self.poll_desk(Side::Writes, cx))?;
        self.told()?;
        if let (Some(desk), true) = (self.desk(), count > 0) {
            desk.output.clear();
            desk.output.extend_from_slice(&bytes[..count]);
            self.is_dirty = true;
            self.start(false, Desk::write);
        }
        Poll::Ready(Ok(count))
    }

    /// Waits until all is written and flushed.
    pub(super) fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            ready!(self.poll_desk(Side::Writes, cx))?;
            self.told()?;
            if !self.is_dirty {
                return Poll::Ready(Ok(()));
            }
            self.start(false, Desk::flush);
        }
    }
}

impl<T: Seek + Send + 'static> Engine<T> {
    /// The first of two steps.
    pub(super) fn start_seek(&mut self, to: SeekFrom) {
        self.seek_to = Some(to);
    }

    /// The second step; zero where there was no first.
    pub(super) fn poll_sought(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<u64>> {
        let Some(to) = self.seek_to else {
            return Poll::Ready(Ok(0));
        };
        let sought = ready!(self.poll_seek(to, cx));
        self.seek_to = None;
        Poll::Ready(sought)
    }

    /// Both steps in one.
    pub(super) fn poll_seek(
        &mut self,
        to: SeekFrom,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<u64>> {
        loop {
            let desk = ready!(self.poll_desk(Side::Reads, cx))?;
            match mem::replace(&mut desk.outcome, Outcome::None) {
                // That of another seek is of a future that was dropped; it has taken effect.
                Outcome::Sought(asked, sought) if asked == to => return Poll::Ready(sought),
                _ => self.start(false, move |desk| desk.seek(to)),
            }
        }
    }
}

impl<T: Send + 'static> Drop for Engine<T> {
    fn drop(&mut self) {
        // What was accepted is still written; a read is for nobody now.
        if let Some(worker) = self.worker.take().filter(|worker| worker.only_reads) {
            drop(worker.handle.cancel());
        }
    }
}

fn lock<T: Send + 'static>(table: &Table<T>) -> MutexGuard<'_, Option<Elsewhere<Desk<T>>>> {
    table.lock().unwrap_or_else(PoisonError::into_inner)
}

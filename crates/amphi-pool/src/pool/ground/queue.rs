//! [`Queue`]: work that waits for a thread, first in, first out.

use std::collections::VecDeque;

use crate::sync::{AtomicUsize, Mutex, Ordering, lock};

/// A queue that can be closed.
///
/// Its length is also kept outside the lock, so that who searches need not take it.
pub(super) struct Queue<J> {
    inner: Mutex<Inner<J>>,
    len: AtomicUsize,
}

struct Inner<J> {
    jobs: VecDeque<J>,
    /// How many were taken to be done.
    taken: u64,
    is_closed: bool,
}

impl<J> Queue<J> {
    pub(super) fn new() -> Self {
        Self {
            inner: Mutex::new(Inner {
                jobs: VecDeque::new(),
                taken: 0,
                is_closed: false,
            }),
            len: AtomicUsize::new(0),
        }
    }

    /// Adds `job` at the end, and gives how many there are then; gives it back where the queue is
    /// closed.
    pub(super) fn push(&self, job: J) -> Result<usize, J> {
        let mut inner = lock(&self.inner);
        if inner.is_closed {
            return Err(job);
        }
        inner.jobs.push_back(job);
        let len = inner.jobs.len();
        self.len.store(len, Ordering::Relaxed);
        Ok(len)
    }

    pub(super) fn pop(&self) -> Option<J> {
        if self.is_empty() {
            return None;
        }
        let mut inner = lock(&self.inner);
        let job = inner.jobs.pop_front()?;
        inner.taken += 1;
        self.len.store(inner.jobs.len(), Ordering::Relaxed);
        Some(job)
    }

    /// Takes all that is queued.
    pub(super) fn drain(&self) -> VecDeque<J> {
        let mut inner = lock(&self.inner);
        self.len.store(0, Ordering::Relaxed);
        std::mem::take(&mut inner.jobs)
    }

    /// Takes nothing from now on, and gives what is queued.
    pub(super) fn close(&self) -> VecDeque<J> {
        lock(&self.inner).is_closed = true;
        self.drain()
    }

    pub(super) fn is_closed(&self) -> bool {
        lock(&self.inner).is_closed
    }

    /// How many are queued. Who must not miss one puts a fence between what it wrote and this.
    pub(super) fn len(&self) -> usize {
        self.len.load(Ordering::Relaxed)
    }

    /// How many were taken to be done so far, and how many are queued.
    pub(super) fn progress(&self) -> (u64, usize) {
        let inner = lock(&self.inner);
        (inner.taken, inner.jobs.len())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

//! [`Queue`]: work that waits for a thread, first in, first out.

use std::collections::VecDeque;

use crate::pool::sync::{AtomicUsize, Mutex, Ordering, lock};

/// A queue that can be closed.
///
/// Its length is also kept outside the lock, so that who searches need not take it.
pub(super) struct Queue<J> {
    inner: Mutex<Inner<J>>,
    len: AtomicUsize,
}

struct Inner<J> {
    jobs: VecDeque<J>,
    is_closed: bool,
}

impl<J> Queue<J> {
    pub(super) fn new() -> Self {
        Self {
            inner: Mutex::new(Inner {
                jobs: VecDeque::new(),
                is_closed: false,
            }),
            len: AtomicUsize::new(0),
        }
    }

    /// Adds `job` at the end; gives it back where the queue is closed.
    pub(super) fn push(&self, job: J) -> Option<J> {
        let mut inner = lock(&self.inner);
        if inner.is_closed {
            return Some(job);
        }
        inner.jobs.push_back(job);
        self.len.store(inner.jobs.len(), Ordering::Relaxed);
        None
    }

    pub(super) fn pop(&self) -> Option<J> {
        if self.is_empty() {
            return None;
        }
        let mut inner = lock(&self.inner);
        let job = inner.jobs.pop_front()?;
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

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

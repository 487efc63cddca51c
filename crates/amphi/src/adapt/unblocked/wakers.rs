//! [`Wakers`]: a reader and a writer that wait for the same value.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Wake, Waker};

use amphi_core::internal::Keep;

/// Wakes both sides, since the halves of a split value may be polled by two tasks.
#[derive(Debug, Default)]
pub(super) struct Wakers {
    sides: Mutex<[Option<Waker>; 2]>,
}

/// Who waits.
#[derive(Clone, Copy, Debug)]
pub(super) enum Side {
    Reads,
    Writes,
}

impl Wakers {
    pub(super) fn set(&self, side: Side, waker: &Waker) {
        let mut keep = Keep::new(waker);
        while !keep.put(&mut self.lock()[side as usize]) {
            keep.prepare();
        }
    }

    fn lock(&self) -> MutexGuard<'_, [Option<Waker>; 2]> {
        self.sides.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wake for Wakers {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let [reader, writer] = std::mem::take(&mut *self.lock());
        for waker in [reader, writer].into_iter().flatten() {
            waker.wake();
        }
    }
}

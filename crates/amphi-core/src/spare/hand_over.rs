//! [`HandOver`]: where one thread gets what it is given by others.

use std::time::Duration;

use crate::sync::{Condvar, Mutex, lock, wait, wait_a_while};

/// Holds at most one thing.
pub(super) struct HandOver<T> {
    content: Mutex<Option<T>>,
    came: Condvar,
}

impl<T> HandOver<T> {
    pub(super) fn new() -> Self {
        Self {
            content: Mutex::new(None),
            came: Condvar::new(),
        }
    }

    /// Gives one thing; the one before was taken.
    pub(super) fn give(&self, thing: T) {
        let before = lock(&self.content).replace(thing);
        debug_assert!(before.is_none(), "given twice");
        self.came.notify_one();
    }

    /// Waits until it is given.
    pub(super) fn take(&self) -> T {
        let mut content = lock(&self.content);
        loop {
            if let Some(thing) = content.take() {
                return thing;
            }
            content = wait(&self.came, content);
        }
    }

    /// Like [`take`](Self::take); `None` where nothing is given in this time.
    pub(super) fn take_within(&self, most: Duration) -> Option<T> {
        wait_a_while(&self.came, lock(&self.content), most).take()
    }
}

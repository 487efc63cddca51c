//! [`HandOver`]: where one thread gets what it is given by others.

use std::time::Duration;

use crate::sync::{AtomicBool, Condvar, Mutex, Ordering, lock, wait, wait_a_while};

/// Holds at most one thing.
pub(super) struct HandOver<T> {
    content: Mutex<Option<T>>,
    came: Condvar,
    /// Whether there may be something, for looks without the lock.
    is_here: AtomicBool,
}

impl<T> HandOver<T> {
    pub(super) fn new() -> Self {
        Self {
            content: Mutex::new(None),
            came: Condvar::new(),
            is_here: AtomicBool::new(false),
        }
    }

    /// Gives one thing; the one before was taken.
    pub(super) fn give(&self, thing: T) {
        let mut content = lock(&self.content);
        let before = content.replace(thing);
        debug_assert!(before.is_none(), "given twice");
        self.is_here.store(true, Ordering::Relaxed);
        drop(content);
        self.came.notify_one();
    }

    /// Waits until it is given.
    pub(super) fn take(&self) -> T {
        let mut content = lock(&self.content);
        loop {
            if let Some(thing) = content.take() {
                self.is_here.store(false, Ordering::Relaxed);
                return thing;
            }
            content = wait(&self.came, content);
        }
    }

    /// Whether something seems to have been given.
    pub(super) fn is_here(&self) -> bool {
        self.is_here.load(Ordering::Relaxed)
    }

    /// Like [`take`](Self::take); `None` where nothing is given in this time.
    pub(super) fn take_within(&self, most: Duration) -> Option<T> {
        let mut content = wait_a_while(&self.came, lock(&self.content), most);
        self.is_here.store(false, Ordering::Relaxed);
        content.take()
    }
}

//! What this thread knows of async-std running on it.
//!
//! async-std tells for its tasks; for offloaded closures and waits we keep a mark of our own, and
//! another for a wait that is covered already.

use std::cell::Cell;
use std::thread::LocalKey;

use async_std::task;

thread_local! {
    /// A closure or a wait of ours runs here.
    static INSIDE: Cell<bool> = const { Cell::new(false) };
    /// Another thread covers for this one.
    static COVERED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a task, closure or wait of async-std runs on this thread.
pub(crate) fn is_inside() -> bool {
    INSIDE.get() || task::try_current().is_some()
}

/// Whether a task runs on this thread, so that blocking it may stop others.
pub(crate) fn is_worker() -> bool {
    !COVERED.get() && task::try_current().is_some()
}

/// A closure or a wait runs on this thread until the guard is dropped.
#[inline]
pub(crate) fn enter() -> Entered {
    Entered::new(&INSIDE)
}

/// Another thread covers for this one until the guard is dropped.
pub(crate) fn covered() -> Entered {
    Entered::new(&COVERED)
}

/// Puts back what was there before, also after a panic.
pub(crate) struct Entered {
    mark: &'static LocalKey<Cell<bool>>,
    outer: bool,
}

impl Entered {
    #[inline]
    fn new(mark: &'static LocalKey<Cell<bool>>) -> Self {
        Self {
            mark,
            outer: mark.replace(true),
        }
    }
}

impl Drop for Entered {
    #[inline]
    fn drop(&mut self) {
        self.mark.set(self.outer);
    }
}

//! [`Search`]: whether somebody looks for work, so that nobody else need be woken.

use crate::pool::sync::{AtomicBool, Ordering};

/// One place, for one searcher.
///
/// Who has the place is a thread that looks at the queue, or somebody who is about to wake or start
/// one. Its holder gives it up only when the queue is empty, or when no thread is left to be woken;
/// and looks at the queue once more after that.
pub(super) struct Search(AtomicBool);

impl Search {
    pub(super) fn new() -> Self {
        Self(AtomicBool::new(false))
    }

    /// Takes the place, where nobody has it.
    pub(super) fn claim(&self) -> bool {
        let is_free = !self.0.load(Ordering::Acquire);
        is_free && !self.0.swap(true, Ordering::AcqRel)
    }

    pub(super) fn release(&self) {
        self.0.store(false, Ordering::Release);
    }
}

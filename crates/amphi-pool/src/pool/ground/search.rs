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
        // Mostly somebody has it: a look is cheaper.
        !self.0.load(Ordering::Acquire)
            && (self.0)
                .compare_exchange(false, true, Ordering::AcqRel, Ordering::Acquire)
                .is_ok()
    }

    /// Gives the place up. An exchange, like all writes here: the model checker does not see that a
    /// store comes after the exchange before it.
    pub(super) fn release(&self) {
        self.0.swap(false, Ordering::AcqRel);
    }
}

//! [`Search`]: whether somebody looks for work, so that nobody else need be woken.

use crate::sync::{AtomicU8, Ordering};

/// One place, for one searcher.
///
/// Who has the place is a thread that looks at the queue, or somebody who is about to wake or start
/// one. Its holder gives it up only when the queue is empty, or when no thread is left to be woken;
/// and looks at the queue once more after that.
pub(super) struct Search(AtomicU8);

/// Who has the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Searcher {
    Nobody,
    /// A thread that is about to look, but may have to be woken up first.
    Called,
    /// A thread that looks at this very moment.
    Looking,
}

const NOBODY: u8 = 0;
const CALLED: u8 = 1;
const LOOKING: u8 = 2;

impl Search {
    pub(super) fn new() -> Self {
        Self(AtomicU8::new(NOBODY))
    }

    pub(super) fn who(&self) -> Searcher {
        match self.0.load(Ordering::Acquire) {
            NOBODY => Searcher::Nobody,
            LOOKING => Searcher::Looking,
            _ => Searcher::Called,
        }
    }

    /// Takes the place, where nobody has it.
    pub(super) fn claim(&self) -> bool {
        // Mostly somebody has it: a look is cheaper.
        self.who() == Searcher::Nobody
            && (self.0)
                .compare_exchange(NOBODY, CALLED, Ordering::AcqRel, Ordering::Acquire)
                .is_ok()
    }

    /// The holder starts to look, or has found something. An exchange, like all writes here: the
    /// model checker does not see that a store comes after the exchange before it.
    pub(super) fn looks(&self, looks: bool) {
        let to = if looks { LOOKING } else { CALLED };
        self.0.swap(to, Ordering::AcqRel);
    }

    /// Gives the place up.
    pub(super) fn release(&self) {
        self.0.swap(NOBODY, Ordering::AcqRel);
    }
}

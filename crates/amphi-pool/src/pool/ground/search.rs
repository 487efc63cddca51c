//! [`Search`]: whether a thread looks for work, so that nobody else need be woken.

use crate::pool::sync::{AtomicU8, Ordering};

/// One place, for one searcher.
///
/// Who has the place is a thread that looks at the queue, or somebody who is about to wake or start
/// one. Its holder gives it up only when the queue is empty, or when no thread is left to be woken;
/// and looks at the queue once more after that.
pub(super) struct Search(AtomicU8);

const NOBODY: u8 = 0;
/// Somebody is being woken or started.
const CALLED: u8 = 1;
/// A thread is awake and looks.
const LIVE: u8 = 2;

impl Search {
    pub(super) fn new() -> Self {
        Self(AtomicU8::new(NOBODY))
    }

    pub(super) fn is_taken(&self) -> bool {
        self.0.load(Ordering::Acquire) != NOBODY
    }

    /// Whether a thread is awake and looks.
    pub(super) fn is_live(&self) -> bool {
        self.0.load(Ordering::Relaxed) == LIVE
    }

    /// Takes the place in order to wake somebody.
    pub(super) fn claim(&self) -> bool {
        self.take(CALLED)
    }

    /// Takes the place for a thread that is awake.
    pub(super) fn claim_live(&self) -> bool {
        self.take(LIVE)
    }

    fn take(&self, state: u8) -> bool {
        let taken = (self.0).compare_exchange(NOBODY, state, Ordering::AcqRel, Ordering::Relaxed);
        taken.is_ok()
    }

    /// The thread that was called is awake.
    pub(super) fn go_live(&self) {
        self.0.store(LIVE, Ordering::Release);
    }

    /// The place is handed to a thread that is not awake yet.
    pub(super) fn call(&self) {
        self.0.store(CALLED, Ordering::Release);
    }

    pub(super) fn release(&self) {
        self.0.store(NOBODY, Ordering::Release);
    }
}

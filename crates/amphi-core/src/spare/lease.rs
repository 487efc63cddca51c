//! [`Lease`]: work that was given away, and what its giver can still do about it.

use std::sync::Arc;

use super::Spares;
use super::book::{Fate, Insisted};

/// Work that was given to a spare thread. Dropping it leaves the work alone.
#[derive(Debug)]
pub struct Lease {
    pub(super) spares: &'static Spares,
    pub(super) fate: Arc<Fate>,
}

impl Lease {
    /// Whether no thread has taken the work yet.
    pub fn is_queued(&self) -> bool {
        self.spares.lock().is_queued(&self.fate)
    }

    /// Starts a thread for the work where none has taken it yet; false where that is impossible.
    /// It keeps its place in the queue then.
    pub fn insist(&self) -> bool {
        let insisted = self.spares.lock().insist(self.spares.most, &self.fate);
        match insisted {
            Insisted::IsGiven => true,
            Insisted::Take(taker, item) => self.spares.hand_or_queue(taker, item),
            Insisted::NoThread => false,
        }
    }

    /// Says that the work is about to end. Queued work is dropped; whether a thread had taken it.
    pub fn release(self) -> bool {
        let dropped = self.spares.lock().release(&self.fate);
        dropped.is_none()
    }
}

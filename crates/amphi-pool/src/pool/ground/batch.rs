//! [`Batch`]: how long the pieces of work take that a thread does one after the other.

use std::time::Instant;

use super::outlook::Outlook;
use crate::sync;

/// So many pieces share one look at the clock.
const MOST: u32 = 16;

/// Pieces of work that a thread does one after the other.
pub(super) struct Batch {
    start: Instant,
    pieces: u32,
}

impl Batch {
    pub(super) fn start(now: Instant) -> Self {
        let pieces = 0;
        Self { start: now, pieces }
    }

    pub(super) fn one_done(&mut self, outlook: &Outlook) {
        self.pieces += 1;
        if self.pieces == MOST {
            *self = Self::start(self.end(outlook));
        }
    }

    /// There is no more; gives what time it is.
    pub(super) fn end(&mut self, outlook: &Outlook) -> Instant {
        let now = sync::now();
        let pieces = std::mem::take(&mut self.pieces);
        if pieces > 0 {
            outlook.learn(now.saturating_duration_since(self.start), pieces);
        }
        now
    }
}

//! [`Figures`]: what the ground knows of itself.

use super::{Ground, Work};
use crate::sync::Ordering;

/// What the ground knows of itself.
#[derive(Clone, Copy, Debug)]
pub(in crate::pool) struct Figures {
    pub(in crate::pool) threads: usize,
    pub(in crate::pool) idle: usize,
    pub(in crate::pool) running: usize,
    pub(in crate::pool) queued: usize,
    pub(in crate::pool) completed: u64,
}

impl<J: Work> Ground<J> {
    pub(in crate::pool) fn figures(&self) -> Figures {
        let dead = self.counts.dead.load(Ordering::Relaxed);
        let taken = self.counts.taken.load(Ordering::Relaxed);
        let taken_done = self.counts.taken_done.load(Ordering::Relaxed);
        let queued = self.queue.len();
        let crew = self.crew();
        Figures {
            threads: crew.threads,
            idle: crew.idle(),
            running: crew.desks().filter(|desk| desk.is_busy()).count() + taken,
            queued: queued.saturating_sub(dead.max(0).unsigned_abs()),
            completed: crew.done() + taken_done,
        }
    }
}

//! Adding work, and finding somebody who does it.

use std::sync::Arc;
use std::time::Instant;

use amphi_core::{JoinError, look};

use super::desk::Call;
use super::search::Searcher;
use super::{Ground, Work};
use crate::sync::{Ordering, fence};

/// How what was added will be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pool) enum Sent {
    /// By a thread that is awake, and likely soon. Where it is not, who waits
    /// [insists](Ground::insist).
    Near,
    /// By a thread that is woken first.
    Far,
}

impl<J: Work> Ground<J> {
    /// Adds work, and sees to it that somebody does it.
    pub(in crate::pool) fn push(self: &Arc<Self>, job: J) -> Sent {
        let Ok(queued) = self.enqueue(job) else {
            return Sent::Far;
        };
        match self.search.who() {
            Searcher::Looking => Sent::Near,
            Searcher::Called => {
                // The first that is queued is for the thread that was called.
                if queued > 1 && !self.outlook.may_leave(queued, &self.wake_cost) {
                    self.call_one_more();
                }
                Sent::Far
            }
            Searcher::Nobody if self.outlook.may_leave(queued, &self.wake_cost) => Sent::Near,
            Searcher::Nobody => {
                self.notify();
                Sent::Far
            }
        }
    }

    /// Adds work, and sees to it that a thread does it that has nothing else to do.
    pub(in crate::pool) fn push_now(self: &Arc<Self>, job: J) {
        if self.enqueue(job).is_ok() {
            self.notify();
        }
    }

    /// Gives how many are queued then.
    fn enqueue(&self, job: J) -> Result<usize, ()> {
        match self.queue.push(job) {
            Ok(queued) => {
                fence(Ordering::SeqCst);
                Ok(queued)
            }
            Err(job) => {
                self.give_up(job, JoinError::shutdown());
                Err(())
            }
        }
    }

    /// Looks for a moment whether something that was added `is_over`, and then
    /// [insists](Self::insist).
    pub(in crate::pool) fn look(self: &Arc<Self>, is_over: impl Fn() -> bool) {
        let time = self.outlook.soon(self.queue.len(), &self.wake_cost);
        let found = time.and_then(|time| look::until(Instant::now(), time, &is_over));
        if found.is_none() && !is_over() {
            self.insist();
        }
    }

    /// Somebody waits for what was left to the threads that are awake.
    pub(in crate::pool) fn insist(self: &Arc<Self>) {
        if !self.queue.is_empty() {
            self.notify();
        }
    }

    /// Wakes or starts a thread, unless somebody searches.
    pub(super) fn notify(self: &Arc<Self>) {
        if self.search.claim() {
            self.call_somebody();
        }
    }

    /// Wakes a thread besides the one that has the search, where one is idle.
    fn call_one_more(&self) {
        let mut crew = self.crew();
        let desk = crew.wake();
        self.outlook.see(&crew);
        drop(crew);
        if let Some(desk) = desk {
            desk.call(Call::Work);
        }
    }

    /// Passes the search, which the caller has, to a thread that is woken or started.
    pub(super) fn call_somebody(self: &Arc<Self>) {
        let mut crew = self.crew();
        if let Some(desk) = crew.wake() {
            self.outlook.see(&crew);
            drop(crew);
            desk.call(Call::Search);
        } else if crew.threads < self.settings.max_threads {
            let desk = crew.engage();
            self.outlook.see(&crew);
            drop(crew);
            self.start(&desk);
        } else {
            // Under the lock: a thread that rests after this finds the search given up.
            self.search.release();
        }
    }
}

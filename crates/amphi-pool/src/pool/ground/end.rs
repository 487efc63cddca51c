//! How a pool ends: by its last handle, or by a shutdown.

use std::sync::Arc;
use std::time::{Duration, Instant};

use amphi_core::JoinError;
use amphi_core::internal::quietly;

use super::crew::Phase;
use super::desk::{Call, Desk};
use super::{Ground, Work, wake_all};
use crate::sync::{self, JoinHandle, Ordering};

/// Threads that a shutdown does not wait for, since it is waited for on one of them.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::pool) struct Exempt {
    threads: usize,
    taken: usize,
}

impl<J: Work> Ground<J> {
    /// The last handle has gone: threads end when there is nothing to do.
    pub(in crate::pool) fn leave(&self) {
        self.dismiss(Phase::Left);
        let ended = std::mem::take(&mut self.crew().ended);
        join_all(ended);
    }

    /// Nothing new from now on, and nothing that is queued. Gives how much was.
    pub(in crate::pool) fn shut(&self) -> usize {
        if let Some(room) = &self.room {
            room.close();
        }
        let jobs = self.queue.close();
        let before = self.counts.cancelled.load(Ordering::Relaxed);
        for job in jobs {
            self.give_up(job, JoinError::shutdown());
        }
        let cancelled = self.counts.cancelled.load(Ordering::Relaxed) - before;
        self.dismiss(Phase::Shut);
        cancelled as usize
    }

    fn dismiss(&self, phase: Phase) {
        let mut crew = self.crew();
        if crew.phase != Phase::Shut {
            crew.phase = phase;
        }
        let dismissed = crew.dismiss();
        self.outlook.see(&crew);
        let waiting = self.waiting_for_quiet(&mut crew);
        drop(crew);
        for desk in dismissed {
            desk.call(Call::Leave);
        }
        wake_all(waiting);
    }

    /// A shutdown is going to join the threads; tells which it must not wait for.
    pub(in crate::pool) fn joiner(self: &Arc<Self>) -> Exempt {
        self.crew().joiners += 1;
        let mut exempt = Exempt::default();
        if self.is_inside() {
            let count = match self.is_own_thread() {
                true => &mut exempt.threads,
                false => &mut exempt.taken,
            };
            *count = 1;
        }
        exempt
    }

    /// The shutdown could not be waited for.
    pub(in crate::pool) fn no_joiner(&self) {
        self.crew().joiners -= 1;
    }

    /// Joins the threads as they end, at most until `deadline` from now. Gives how many closures and
    /// tasks run on.
    pub(in crate::pool) fn join(&self, exempt: Exempt, deadline: Duration) -> usize {
        let end = Instant::now().checked_add(deadline);
        let mut crew = self.crew();
        let ended = loop {
            let taken = self.counts.taken.load(Ordering::Relaxed);
            let is_over = end.is_some_and(|end| Instant::now() >= end);
            if is_over || (crew.alive <= exempt.threads && taken <= exempt.taken) {
                break std::mem::take(&mut crew.ended);
            }
            crew = sync::wait_until(&self.ended, crew, end);
        };
        crew.joiners -= 1;
        let busy = crew.desks().filter(|desk| desk.is_busy()).count();
        drop(crew);
        join_all(ended);
        busy + self.counts.taken.load(Ordering::Relaxed)
    }

    /// A thread is at its end; no code of a user runs here any more.
    pub(super) fn end(&self, desk: &Desk) {
        let mut crew = self.crew();
        crew.end(desk);
        let before = std::mem::take(&mut crew.ended);
        let mut own = desk.stand_up();
        if crew.joiners > 0 || crew.phase == Phase::Open {
            crew.ended.extend(own.take());
        }
        drop(crew);
        self.ended.notify_all();
        join_all(before);
        // Where nobody will join it, it lets itself go, while it certainly exists.
        drop(own);
    }
}

/// Joins threads that are at their very end.
fn join_all(threads: Vec<JoinHandle<()>>) {
    for thread in threads {
        // One that ends may drop the last handle by a thread-local value of a user's.
        if thread.thread().id() != sync::current().id() {
            quietly(|| drop(thread.join()));
        }
    }
}

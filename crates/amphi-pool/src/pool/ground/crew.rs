//! [`Crew`]: which threads a pool has, which of them are idle, and who waits for that.

use std::sync::Arc;
use std::task::Waker;
use std::time::{Duration, Instant};

use super::desk::Desk;
use crate::sync::JoinHandle;

/// The threads of a pool: who holds its lock may change it.
///
/// Threads rest in the order in which they became idle, so the first one has rested longest, and
/// the last one is the warmest.
pub(super) struct Crew {
    idle: Vec<Resting>,
    /// By their numbers.
    desks: Vec<Option<Arc<Desk>>>,
    /// Threads that were started, without those that were told to leave.
    pub(super) threads: usize,
    /// Threads that exist, those that are about to end included.
    pub(super) alive: usize,
    pub(super) phase: Phase,
    /// Whether the first idle thread's park ends by itself, so that it looks who has rested enough.
    is_watched: bool,
    /// Threads that have ended and were not joined.
    pub(super) ended: Vec<JoinHandle<()>>,
    /// Shutdowns under way, which join threads.
    pub(super) joiners: usize,
    /// Closures that ran on threads that have ended.
    done: u64,
    waiting: Vec<(usize, Waker)>,
    next_waiting: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Open,
    /// The last handle has gone: threads end when there is nothing to do.
    Left,
    Shut,
}

struct Resting {
    desk: Arc<Desk>,
    since: Instant,
}

impl Crew {
    pub(super) fn new() -> Self {
        Self {
            idle: Vec::new(),
            desks: Vec::new(),
            threads: 0,
            alive: 0,
            phase: Phase::Open,
            is_watched: false,
            ended: Vec::new(),
            joiners: 0,
            done: 0,
            waiting: Vec::new(),
            next_waiting: 0,
        }
    }

    pub(super) fn idle(&self) -> usize {
        self.idle.len()
    }

    pub(super) fn desks(&self) -> impl Iterator<Item = &Arc<Desk>> {
        self.desks.iter().flatten()
    }

    /// Threads that run what they ran when this was asked last.
    pub(super) fn stuck(&self) -> usize {
        self.desks().filter(|desk| desk.is_stuck()).count()
    }

    /// Closures that ran on the pool's threads.
    pub(super) fn done(&self) -> u64 {
        self.done + self.desks().map(|desk| desk.done()).sum::<u64>()
    }

    /// Counts a thread that is to be started. It gets the lowest number that is free.
    pub(super) fn engage(&mut self) -> Arc<Desk> {
        let free = self.desks.iter().position(Option::is_none);
        let number = free.unwrap_or(self.desks.len());
        let desk = Arc::new(Desk::new(number));
        if number == self.desks.len() {
            self.desks.push(None);
        }
        self.desks[number] = Some(desk.clone());
        self.threads += 1;
        self.alive += 1;
        desk
    }

    /// A thread could not be started.
    pub(super) fn not_started(&mut self, desk: &Desk) {
        self.threads -= 1;
        self.end(desk);
    }

    /// A thread is at its very end.
    pub(super) fn end(&mut self, desk: &Desk) {
        self.alive -= 1;
        self.done += desk.done();
        self.desks[desk.number] = None;
    }

    /// The warmest idle thread, which is idle no more.
    pub(super) fn wake(&mut self) -> Option<Arc<Desk>> {
        self.idle.pop().map(|resting| resting.desk)
    }

    /// All idle threads, which are to leave.
    pub(super) fn dismiss(&mut self) -> Vec<Arc<Desk>> {
        let dismissed: Vec<_> = self.idle.drain(..).map(|resting| resting.desk).collect();
        self.threads -= dismissed.len();
        dismissed
    }

    /// A thread becomes idle. Gives the one whose park must be timed from now on, where it is not.
    pub(super) fn rest(&mut self, desk: &Arc<Desk>, now: Instant, min: usize) -> Option<Arc<Desk>> {
        self.idle.push(Resting {
            desk: desk.clone(),
            since: now,
        });
        let is_first = self.idle.len() == 1;
        if is_first {
            self.is_watched = false;
        }
        let to_watch = self.threads > min && !self.is_watched && !is_first;
        to_watch.then(|| self.idle[0].desk.clone())
    }

    /// Whether the thread is the one that has been idle for longest.
    pub(super) fn is_first(&self, desk: &Arc<Desk>) -> bool {
        (self.idle.first()).is_some_and(|first| Arc::ptr_eq(&first.desk, desk))
    }

    /// The thread that has been idle for longest.
    pub(super) fn first(&self) -> Option<Arc<Desk>> {
        self.idle.first().map(|first| first.desk.clone())
    }

    /// The first idle thread goes to work by itself.
    pub(super) fn first_works(&mut self) {
        self.idle.remove(0);
    }

    /// What an idle thread does about the time: the first one watches how long all have rested.
    pub(super) fn watch(&mut self, desk: &Arc<Desk>, now: Instant, limits: &Limits) -> Watch {
        if !self.is_first(desk) {
            return Watch::Park;
        }
        self.is_watched = false;
        let spare = self.threads.saturating_sub(limits.min);
        let over = |resting: &Resting| now.saturating_duration_since(resting.since) >= limits.rest;
        let leaving = self.idle.iter().take(spare).take_while(|r| over(r)).count();
        if leaving > 0 {
            let leaving: Vec<_> = self.idle.drain(..leaving).map(|r| r.desk).collect();
            self.threads -= leaving.len();
            let next = self.first();
            return Watch::Leave { leaving, next };
        }
        if spare == 0 {
            return Watch::Park;
        }
        match self.idle[0].since.checked_add(limits.rest) {
            None => Watch::Park,
            Some(end) => {
                self.is_watched = true;
                Watch::ParkFor(end.saturating_duration_since(now))
            }
        }
    }

    /// Whether nothing runs on the pool's threads.
    pub(super) fn is_quiet(&self) -> bool {
        self.idle.len() == self.threads
    }

    /// Remembers who waits until nothing runs; `id` is what this gave before.
    pub(super) fn wait_for_quiet(
        &mut self,
        id: Option<usize>,
        waker: Waker,
    ) -> (usize, Option<Waker>) {
        let known = self
            .waiting
            .iter_mut()
            .find(|(known, _)| Some(*known) == id);
        if let Some((id, old)) = known {
            return (*id, Some(std::mem::replace(old, waker)));
        }
        let id = self.next_waiting;
        self.next_waiting += 1;
        self.waiting.push((id, waker));
        (id, None)
    }

    pub(super) fn forget_waiting(&mut self, id: usize) -> Option<Waker> {
        let place = self.waiting.iter().position(|(known, _)| *known == id)?;
        Some(self.waiting.swap_remove(place).1)
    }

    pub(super) fn take_waiting(&mut self) -> Vec<(usize, Waker)> {
        std::mem::take(&mut self.waiting)
    }
}

/// What bounds the idle threads.
pub(super) struct Limits {
    /// So many stay.
    pub(super) min: usize,
    /// The others end when they have been idle for so long.
    pub(super) rest: Duration,
}

/// What an idle thread is to do.
pub(super) enum Watch {
    Park,
    ParkFor(Duration),
    /// Looks again soon whether the queue moves.
    Tick,
    Leave {
        /// The caller is the first of them.
        leaving: Vec<Arc<Desk>>,
        /// Who watches now.
        next: Option<Arc<Desk>>,
    },
}

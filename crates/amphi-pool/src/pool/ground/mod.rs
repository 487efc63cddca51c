//! [`Ground`]: the queue and the threads of a pool, and how neither waits for the other in vain.
//!
//! Who adds work adds it to the queue first and then looks whether somebody searches; if nobody
//! does, it wakes or starts a thread, which is the searcher from then on; or leaves the work to those that are
//! awake, where that is [sooner](outlook). A searcher that finds work
//! passes the search on where there is more. A thread that finds none rests first, then gives the search up, and
//! then looks at the queue once more. Between what each of the two writes and what it reads is a
//! fence; so at least one of them sees the other.
//!
//! Work may also be left to the threads that are awake: each of them looks at the queue before it
//! rests, with the same fence between the two.
//!
//! The search is also given up, under the crew's lock, where no thread is idle and no more may be
//! started: each of those that there are looks at the queue before it rests.

mod batch;
mod crew;
mod desk;
mod end;
mod figures;
mod outlook;
mod queue;
mod report;
mod search;
mod start;
mod submit;
mod wake_cost;
mod worker;

#[cfg(all(test, amphi_loom))]
mod model;

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicIsize, AtomicU64, AtomicUsize};
use std::task::Waker;

use amphi_core::JoinError;
pub(super) use amphi_core::internal::Ran;
use amphi_core::internal::quietly;

use super::room::Room;
use super::settings::Settings;
use super::tasks::Tasks;
use crate::sync::{Condvar, Mutex, MutexGuard, Ordering, lock};
use crew::Crew;
use outlook::Outlook;
use queue::Queue;
use search::Search;
use wake_cost::WakeCost;

pub(in crate::pool) use submit::Sent;

/// What a pool's threads do.
pub(super) trait Work: Send + 'static {
    /// Does it; must not panic.
    fn run(self) -> Ran;
    /// Ends it without doing it; must not panic.
    fn give_up(self, why: JoinError) -> Ran;
}

/// The queue and the threads of a pool.
pub(super) struct Ground<J> {
    pub(super) settings: Settings,
    /// `None` where the queue is not bounded.
    pub(super) room: Option<Room>,
    pub(super) counts: Counts,
    pub(super) tasks: Tasks,
    queue: Queue<J>,
    search: Search,
    wake_cost: WakeCost,
    outlook: Outlook,
    crew: Mutex<Crew>,
    /// A thread has ended, or a closure that was taken has.
    ended: Condvar,
}

/// What happened so far.
#[derive(Default)]
pub(super) struct Counts {
    /// Queued closures that were cancelled or taken, and are no more than a place in the queue. For a
    /// moment less than zero where the place is gone before the closure says so.
    dead: AtomicIsize,
    /// Closures that run on threads that are not the pool's.
    taken: AtomicUsize,
    taken_done: AtomicU64,
    pub(super) cancelled: AtomicU64,
    pub(super) lost_panics: AtomicU64,
}

thread_local! {
    /// The address of the pool whose thread this is; else zero.
    static OWN: Cell<usize> = const { Cell::new(0) };
    /// The address of the pool whose closure was taken by this thread, which is not its own.
    static TAKEN: Cell<usize> = const { Cell::new(0) };
}

impl<J: Work> Ground<J> {
    pub(super) fn new(settings: Settings) -> Self {
        let room = |limit: usize| Room::new(settings.max_threads.saturating_add(limit));
        Self {
            room: settings.queue_limit.map(room),
            settings,
            counts: Counts::default(),
            tasks: Tasks::default(),
            queue: Queue::new(),
            search: Search::new(),
            wake_cost: WakeCost::new(),
            outlook: Outlook::new(),
            crew: Mutex::new(Crew::new()),
            ended: Condvar::new(),
        }
    }

    /// Ends work that was never in the queue, or is not any more.
    fn give_up(&self, job: J, why: JoinError) {
        self.gone_from_queue(job.give_up(why));
    }

    /// Takes a dead place off the count, where it was one.
    fn gone_from_queue(&self, what: Ran) {
        if what == Ran::Dead {
            self.counts.dead.fetch_sub(1, Ordering::AcqRel);
        }
    }

    pub(super) fn is_closed(&self) -> bool {
        self.queue.is_closed()
    }

    /// Whether this is a thread of the pool, or one that runs a closure of it.
    pub(super) fn is_inside(self: &Arc<Self>) -> bool {
        self.is_own_thread() || TAKEN.get() == self.address()
    }

    /// Whether this is a thread of the pool.
    pub(super) fn is_own_thread(self: &Arc<Self>) -> bool {
        OWN.get() == self.address()
    }

    fn address(self: &Arc<Self>) -> usize {
        Arc::as_ptr(self) as usize
    }

    fn crew(&self) -> MutexGuard<'_, Crew> {
        lock(&self.crew)
    }

    /// A closure was cancelled while it was queued, or dropped with the queue.
    pub(super) fn one_cancelled(&self) {
        self.counts.cancelled.fetch_add(1, Ordering::Relaxed);
        self.one_dead();
    }

    fn one_dead(&self) {
        let before = self.counts.dead.fetch_add(1, Ordering::AcqRel);
        if before < 0 {
            // Its place was gone already, and who emptied the queue saw this missing.
            let waiting = self.waiting_for_quiet(&mut self.crew());
            wake_all(waiting);
        }
    }

    /// A closure starts on a thread that is not the pool's. Gives what to
    /// [end](Self::one_taken_ends) it with.
    pub(super) fn one_taken(self: &Arc<Self>) -> usize {
        self.counts.taken.fetch_add(1, Ordering::AcqRel);
        self.one_dead();
        TAKEN.replace(self.address())
    }

    pub(super) fn one_taken_ends(&self, outer: usize) {
        TAKEN.set(outer);
        self.counts.taken_done.fetch_add(1, Ordering::Relaxed);
        let waiting = {
            let mut crew = self.crew();
            self.counts.taken.fetch_sub(1, Ordering::AcqRel);
            self.waiting_for_quiet(&mut crew)
        };
        self.ended.notify_all();
        wake_all(waiting);
    }

    fn is_quiet(&self, crew: &Crew) -> bool {
        let counts = &self.counts;
        // The dead places first: a closure counts as taken before its place counts as dead.
        crew.is_quiet()
            && self.queue.is_empty()
            && counts.dead.load(Ordering::Acquire) == 0
            && counts.taken.load(Ordering::Acquire) == 0
    }

    /// Who is to be told that nothing runs any more; empty where something does.
    fn waiting_for_quiet(&self, crew: &mut Crew) -> Vec<(usize, Waker)> {
        if self.is_quiet(crew) {
            crew.take_waiting()
        } else {
            Vec::new()
        }
    }

    /// Whether nothing is queued and nothing runs; else `waker` is told when that is so.
    pub(super) fn poll_quiet(&self, id: &mut Option<usize>, waker: &Waker) -> bool {
        // Cloned and dropped outside the lock: a waker is somebody else's code.
        let waker = waker.clone();
        let mut crew = self.crew();
        if self.is_quiet(&crew) {
            return true;
        }
        let (known, old) = crew.wait_for_quiet(*id, waker);
        drop(crew);
        *id = Some(known);
        drop(old);
        false
    }

    pub(super) fn forget_waiting(&self, id: usize) {
        let waker = self.crew().forget_waiting(id);
        drop(waker);
    }
}

fn wake_all(waiting: Vec<(usize, Waker)>) {
    for (_, waker) in waiting {
        quietly(|| waker.wake());
    }
}

//! [`Book`]: which threads there are, which of them are idle, and what waits for one.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Work;
use super::hand_over::HandOver;

/// The state of one set of spare threads: who holds its lock may change it.
///
/// While a thread is idle nothing is queued: work is only queued where none is, and a thread is only
/// idle where nothing is queued.
pub(super) struct Book {
    /// Threads without work; the last one is the warmest.
    pub(super) idle: Vec<Desk>,
    /// Work that waits for a thread on its way back.
    pub(super) queue: VecDeque<Item>,
    pub(super) threads: usize,
    /// Threads whose work was released, so that they will be back.
    pub(super) returning: usize,
}

/// Where a thread gets its work: it has one for all its life, which tells it from the others.
pub(super) type Desk = Arc<HandOver<Item>>;

/// Work and what becomes of it.
pub(super) struct Item {
    pub(super) work: Work,
    pub(super) fate: Arc<Fate>,
}

/// What becomes of one piece of work. Looked at and changed only by the [`Book`]; its own lock is
/// for the type checker.
#[derive(Debug)]
pub(super) struct Fate(Mutex<State>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Queued,
    Given,
    Released,
    Done,
}

/// Who takes work that was marked as given.
pub(super) enum Taker {
    Idle(Desk),
    /// A thread that is to be started, and counted already.
    New,
}

impl Book {
    pub(super) const fn new() -> Self {
        Self {
            idle: Vec::new(),
            queue: VecDeque::new(),
            threads: 0,
            returning: 0,
        }
    }

    pub(super) fn is_queued(&self, fate: &Fate) -> bool {
        fate.get() == State::Queued
    }

    /// Finds a thread for work, where one is idle or may be started.
    pub(super) fn assign(&mut self, most: usize, fate: &Fate) -> Option<Taker> {
        let taker = match self.idle.pop() {
            Some(desk) => Taker::Idle(desk),
            None if self.threads < most => {
                self.threads += 1;
                Taker::New
            }
            None => return None,
        };
        fate.set(State::Given);
        Some(taker)
    }

    /// Like [`assign`](Self::assign), but rather queues the work where a thread will be back.
    pub(super) fn assign_soon(&mut self, most: usize, item: Item) -> Option<(Taker, Item)> {
        let comes_soon = self.idle.is_empty() && self.queue.len() < self.returning;
        if !comes_soon {
            if let Some(taker) = self.assign(most, &item.fate) {
                return Some((taker, item));
            }
        }
        self.queue.push_back(item);
        None
    }

    /// Finds a thread for work that may be queued, which keeps its place where there is none.
    pub(super) fn insist(&mut self, most: usize, fate: &Arc<Fate>) -> Insisted {
        let Some((place, item)) = self.withdraw(fate) else {
            return Insisted::IsGiven;
        };
        match self.assign(most, fate) {
            Some(taker) => Insisted::Take(taker, item),
            None => {
                self.queue.insert(place, item);
                Insisted::NoThread
            }
        }
    }

    /// A thread was counted that the system refused to start.
    pub(super) fn not_started(&mut self) {
        self.threads -= 1;
    }

    /// Queues its work, unless another thread became idle meanwhile.
    pub(super) fn queue_not_started(&mut self, item: Item) -> Option<(Desk, Item)> {
        self.not_started();
        if let Some(desk) = self.idle.pop() {
            return Some((desk, item));
        }
        item.fate.set(State::Queued);
        self.queue.push_back(item);
        None
    }

    /// Work is about to end. Gives what was queued, to be dropped.
    pub(super) fn release(&mut self, fate: &Arc<Fate>) -> Option<Item> {
        if fate.get() == State::Given {
            fate.set(State::Released);
            self.returning += 1;
        }
        self.withdraw(fate).map(|(_place, item)| item)
    }

    /// A thread has done its work: gives it the next, or puts it with the idle ones.
    pub(super) fn come_back(&mut self, done: &Fate, desk: &Desk) -> Option<Item> {
        if done.set(State::Done) == State::Released {
            self.returning -= 1;
        }
        match self.queue.pop_front() {
            Some(item) => {
                item.fate.set(State::Given);
                Some(item)
            }
            None => {
                self.idle.push(desk.clone());
                None
            }
        }
    }

    /// An idle thread wants to end; false where work was assigned to it meanwhile.
    pub(super) fn leave(&mut self, desk: &Desk) -> bool {
        let place = self.idle.iter().position(|idle| Arc::ptr_eq(idle, desk));
        if let Some(place) = place {
            self.idle.remove(place);
            self.threads -= 1;
        }
        place.is_some()
    }

    fn withdraw(&mut self, fate: &Arc<Fate>) -> Option<(usize, Item)> {
        let is_it = |item: &Item| Arc::ptr_eq(&item.fate, fate);
        let place = self.queue.iter().position(is_it)?;
        self.queue.remove(place).map(|item| (place, item))
    }
}

/// What came of [`Book::insist`].
pub(super) enum Insisted {
    /// A thread has it, or had it.
    IsGiven,
    Take(Taker, Item),
    NoThread,
}

impl Item {
    pub(super) fn new(work: Work) -> Self {
        Self {
            work,
            fate: Arc::new(Fate(Mutex::new(State::Queued))),
        }
    }
}

impl Fate {
    fn get(&self) -> State {
        *self.lock()
    }

    /// Gives what it was.
    fn set(&self, state: State) -> State {
        std::mem::replace(&mut self.lock(), state)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

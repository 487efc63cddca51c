//! [`Desk`]: what others know of one thread of a pool.

use std::sync::atomic::AtomicU64;

use crate::sync::{AtomicU8, Bell, JoinHandle, Mutex, Ordering, lock};

/// One thread of a pool.
pub(super) struct Desk {
    /// Tells it from the pool's other threads, in its name too.
    pub(super) number: usize,
    call: AtomicU8,
    /// Wakes the thread where it is idle.
    pub(super) bell: Bell,
    handle: Mutex<Held>,
    /// How often it began or ended something: odd while it runs something.
    turns: AtomicU64,
    /// What that was when the watcher looked last.
    seen: AtomicU64,
    /// Closures that ran here; only its own thread counts.
    done: AtomicU64,
}

/// What an idle thread was called for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    /// To look for work; the search is its own.
    Search,
    /// To look for work.
    Work,
    Leave,
}

const NONE: u8 = 0;
const SEARCH: u8 = 1;
const LEAVE: u8 = 2;
const WORK: u8 = 3;

/// What its thread is joined by. Whoever started the thread has it, and stores it a moment later.
enum Held {
    NotYet,
    Stored(JoinHandle<()>),
    /// The thread came first, at its end.
    TooLate,
}

impl Desk {
    pub(super) fn new(number: usize) -> Self {
        Self {
            number,
            call: AtomicU8::new(NONE),
            bell: Bell::default(),
            handle: Mutex::new(Held::NotYet),
            turns: AtomicU64::new(0),
            seen: AtomicU64::new(0),
            done: AtomicU64::new(0),
        }
    }

    /// Its thread is about to be idle; nobody can call it yet.
    pub(super) fn reset(&self) {
        self.call.store(NONE, Ordering::Relaxed);
    }

    pub(super) fn called(&self) -> Option<Call> {
        match self.call.load(Ordering::Acquire) {
            SEARCH => Some(Call::Search),
            LEAVE => Some(Call::Leave),
            WORK => Some(Call::Work),
            _ => None,
        }
    }

    /// Calls the thread, which the caller has taken off the idle ones.
    pub(super) fn call(&self, call: Call) {
        let call = match call {
            Call::Search => SEARCH,
            Call::Leave => LEAVE,
            Call::Work => WORK,
        };
        self.call.store(call, Ordering::Release);
        self.bell.ring();
    }

    /// Stores what the thread is joined by; gives it back where the thread is at its end already.
    pub(super) fn store(&self, handle: JoinHandle<()>) -> Option<JoinHandle<()>> {
        let mut held = lock(&self.handle);
        if matches!(*held, Held::TooLate) {
            return Some(handle);
        }
        *held = Held::Stored(handle);
        None
    }

    /// Its thread ends: gives what it is joined by, where that was stored.
    pub(super) fn stand_up(&self) -> Option<JoinHandle<()>> {
        match std::mem::replace(&mut *lock(&self.handle), Held::TooLate) {
            Held::Stored(handle) => Some(handle),
            Held::NotYet | Held::TooLate => None,
        }
    }

    /// It begins or ends something; only its own thread does that.
    pub(super) fn turn(&self) {
        let turns = self.turns.load(Ordering::Relaxed);
        self.turns.store(turns + 1, Ordering::Relaxed);
    }

    pub(super) fn is_busy(&self) -> bool {
        self.turns.load(Ordering::Relaxed) % 2 == 1
    }

    /// Whether it runs what it ran when this was asked last.
    pub(super) fn is_stuck(&self) -> bool {
        let turns = self.turns.load(Ordering::Relaxed);
        self.seen.swap(turns, Ordering::Relaxed) == turns && turns % 2 == 1
    }

    /// One more closure ran here.
    pub(super) fn one_done(&self) {
        let done = self.done.load(Ordering::Relaxed);
        self.done.store(done + 1, Ordering::Relaxed);
    }

    pub(super) fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }
}

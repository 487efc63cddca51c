//! [`Room`]: how many closures are let into a pool at a time, and who waits to be.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Waker;

use amphi_core::internal::quietly;

/// A number of places for closures, running ones included. Who waits for one gets it in its turn.
pub(super) struct Room {
    places: usize,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    /// More than there are places where somebody did not ask.
    used: usize,
    /// In the order of their ids.
    waiting: VecDeque<(u64, Waker)>,
    next: u64,
    is_closed: bool,
}

/// What came of asking for room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// A place is the caller's.
    In,
    /// The caller waits by this id.
    Waits(u64),
    Closed,
}

impl Room {
    pub(super) fn new(places: usize) -> Self {
        Self {
            places,
            inner: Mutex::default(),
        }
    }

    /// Lets one in, whether there is room or not.
    pub(super) fn enter(&self) {
        self.lock().used += 1;
    }

    /// Lets one in where there is room, and nobody waits for it.
    pub(super) fn try_enter(&self) -> bool {
        let mut inner = self.lock();
        let has_room = inner.used < self.places && inner.waiting.is_empty();
        if has_room {
            inner.used += 1;
        }
        has_room
    }

    /// Asks for room; `waits` is the id by which the caller waits already.
    pub(super) fn ask(&self, waits: Option<u64>, waker: &Waker) -> Asked {
        // Cloned outside the lock: a waker is somebody else's code.
        let waker = waker.clone();
        let mut inner = self.lock();
        if inner.is_closed {
            return Asked::Closed;
        }
        let Some(id) = waits else {
            if inner.used < self.places && inner.waiting.is_empty() {
                inner.used += 1;
                return Asked::In;
            }
            let id = inner.next;
            inner.next += 1;
            inner.waiting.push_back((id, waker));
            return Asked::Waits(id);
        };
        let Ok(place) = inner.place(id) else {
            // Let in by whoever left.
            return Asked::In;
        };
        let old = std::mem::replace(&mut inner.waiting[place].1, waker);
        drop(inner);
        drop(old);
        Asked::Waits(id)
    }

    /// Who waited by this id does not any more; a place that it was given goes to the next.
    pub(super) fn forget(&self, id: u64) {
        let mut inner = self.lock();
        match inner.place(id) {
            Ok(place) => {
                let waker = inner.waiting.remove(place);
                drop(inner);
                drop(waker);
            }
            Err(_) if inner.is_closed => {}
            Err(_) => {
                drop(inner);
                self.leave();
            }
        }
    }

    /// One has left.
    pub(super) fn leave(&self) {
        let mut inner = self.lock();
        inner.used -= 1;
        let mut next = None;
        if inner.used < self.places {
            next = inner.waiting.pop_front();
            inner.used += usize::from(next.is_some());
        }
        drop(inner);
        if let Some((_, waker)) = next {
            quietly(|| waker.wake());
        }
    }

    /// Nobody is let in any more.
    pub(super) fn close(&self) {
        let mut inner = self.lock();
        inner.is_closed = true;
        let waiting = std::mem::take(&mut inner.waiting);
        drop(inner);
        for (_, waker) in waiting {
            quietly(|| waker.wake());
        }
    }

    pub(super) fn waiting(&self) -> usize {
        self.lock().waiting.len()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn place(&self, id: u64) -> Result<usize, usize> {
        self.waiting.binary_search_by_key(&id, |(id, _)| *id)
    }
}

//! [`Lease`]: work that was given away, and what its giver can still do about it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Item, Spares, State, replace};

/// Work that was given to a spare thread. Dropping it leaves the work alone.
#[derive(Debug)]
pub struct Lease {
    pub(super) spares: &'static Spares,
    pub(super) state: Arc<Mutex<State>>,
}

impl Lease {
    /// Whether no thread has taken the work yet.
    pub fn is_queued(&self) -> bool {
        let _inner = self.spares.lock();
        self.get() == State::Queued
    }

    /// Starts a thread for the work where none has taken it yet; false where that is impossible.
    pub fn insist(&self) -> bool {
        let item = {
            let mut inner = self.spares.lock();
            if self.get() != State::Queued {
                return true;
            }
            self.take_from(&mut inner.queue)
        };
        match item.map(|item| self.spares.give(item)) {
            None | Some(Ok(())) => true,
            Some(Err(item)) => {
                self.spares.lock().queue.push_back(item);
                false
            }
        }
    }

    /// Says that the work is about to end. Queued work is dropped.
    pub fn release(self) {
        let mut inner = self.spares.lock();
        let dropped = match self.get() {
            State::Queued => self.take_from(&mut inner.queue),
            State::Given => {
                replace(&self.state, State::Released);
                inner.returning += 1;
                None
            }
            State::Released | State::Done => None,
        };
        drop(inner);
        drop(dropped);
    }

    fn take_from(&self, queue: &mut VecDeque<Item>) -> Option<Item> {
        let place = queue
            .iter()
            .position(|item| Arc::ptr_eq(&item.state, &self.state))?;
        queue.remove(place)
    }

    fn get(&self) -> State {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

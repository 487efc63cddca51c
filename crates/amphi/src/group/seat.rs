//! [`Seat`]: where the result of a piece of work goes.

use std::sync::Arc;

use amphi_core::JoinError;

use super::shared::Shared;
use super::slot::Slot;
use super::state::End;

/// Takes the result of a piece of work, and tells the group that it has ended.
pub(super) trait Seat<V>: Send + Sized + 'static {
    fn leave(self, result: Result<V, JoinError>);

    /// The work was thrown away. Leaves with the reason, once that is known.
    fn lose(self);
}

/// A place among the group's own results.
pub(super) struct Place<T> {
    shared: Arc<Shared<T>>,
    id: u64,
}

impl<T> Place<T> {
    pub(super) fn new(shared: Arc<Shared<T>>, id: u64) -> Self {
        Self { shared, id }
    }
}

impl<T: Send + 'static> Seat<T> for Place<T> {
    fn leave(self, result: Result<T, JoinError>) {
        let end = End::of(&result);
        self.shared.end(self.id, Some(result), end);
    }

    fn lose(self) {
        let (shared, id) = (self.shared.clone(), self.id);
        shared.lost(id, Box::new(move |error| self.leave(Err(error))));
    }
}

/// A slot of its own for the result.
pub(super) struct Reserved<T, V> {
    place: Place<T>,
    slot: Arc<Slot<V>>,
    /// Whether it is awaited by itself, not read when the group has ended.
    is_awaited: bool,
}

impl<T, V> Reserved<T, V> {
    pub(super) fn new(place: Place<T>, slot: Arc<Slot<V>>) -> Self {
        Self {
            place,
            slot,
            is_awaited: false,
        }
    }

    pub(super) fn awaited(place: Place<T>, slot: Arc<Slot<V>>) -> Self {
        Self {
            place,
            slot,
            is_awaited: true,
        }
    }
}

impl<T: Send + 'static, V: Send + 'static> Seat<V> for Reserved<T, V> {
    /// The result is there before the group can have ended. Where it is awaited, the work has been
    /// counted out before that.
    fn leave(self, result: Result<V, JoinError>) {
        let end = End::of(&result);
        let Self {
            place,
            slot,
            is_awaited,
        } = self;
        let waker = if is_awaited {
            place.shared.end(place.id, None, end);
            slot.fill(result)
        } else {
            let waker = slot.fill(result);
            place.shared.end(place.id, None, end);
            waker
        };
        if let Some(waker) = waker {
            waker.wake();
        }
        // With the value, where nobody waits for that any more.
        drop(slot);
    }

    fn lose(self) {
        let (shared, id) = (self.place.shared.clone(), self.place.id);
        shared.lost(id, Box::new(move |error| self.leave(Err(error))));
    }
}

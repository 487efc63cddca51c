//! [`Wakes`]: who is to be woken when the lock has been let go.

use std::task::Waker;

use amphi_core::internal::quietly;

/// Wakers that were taken out under a lock. Nearly always there is one at most, which takes no
/// allocation.
#[derive(Default)]
#[must_use = "who was granted a permit does not know it yet"]
pub(super) struct Wakes {
    first: Option<Waker>,
    rest: Vec<Waker>,
}

impl Wakes {
    pub(super) fn push(&mut self, waker: Waker) {
        match &self.first {
            None => self.first = Some(waker),
            Some(_) => self.rest.push(waker),
        }
    }

    /// Wakes them, in the order in which they came.
    pub(super) fn wake(self) {
        for waker in self.first.into_iter().chain(self.rest) {
            // One that panics keeps nobody else from being woken.
            quietly(|| waker.wake());
        }
    }
}

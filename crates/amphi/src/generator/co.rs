//! [`Co`]: what a generator's future yields with.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::slot::{Slot, Stage};

/// The inner end of a [`Generator`](crate::Generator): gives items, and gets what is sent.
///
/// It may be borrowed by several futures inside the generator, and taken elsewhere: to a task that the
/// generator starts, say. Items come out one at a time, each with the next resume.
pub struct Co<Y, S>(Arc<Slot<Y, S>>);

impl<Y, S> Co<Y, S> {
    pub(super) fn new(slot: Arc<Slot<Y, S>>) -> Self {
        Self(slot)
    }

    /// Gives `item` to who resumed the generator, and waits for the value that the next resume sends.
    ///
    /// The item is given when the future is first polled. One that is never polled gives nothing: the item is
    /// dropped with it. Once it was polled, dropping it (in a `select`, by a timeout) does not take the item
    /// back: it comes out all the same, and the value that is sent for it is kept for
    /// [`received`](Self::received).
    ///
    /// # Panics
    /// Where it is polled elsewhere, by a task of its own, when the generator has ended or was dropped.
    pub fn yield_(&self, item: Y) -> Yield<'_, Y, S> {
        Yield {
            slot: &self.0,
            stage: Stage::Made(item),
        }
    }

    /// Takes the value of the last resume that no [`yield_`](Self::yield_) waited for, as that of the first one.
    pub fn received(&self) -> Option<S> {
        self.0.received()
    }
}

impl<Y, S> fmt::Debug for Co<Y, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Co").finish_non_exhaustive()
    }
}

/// An item on its way out of a generator; gives what is sent for it. Made by [`Co::yield_`].
#[must_use = "nothing is yielded unless this is awaited"]
pub struct Yield<'co, Y, S> {
    slot: &'co Slot<Y, S>,
    stage: Stage<Y>,
}

/// Nothing in it is ever pinned.
impl<Y, S> Unpin for Yield<'_, Y, S> {}

impl<Y, S> Future for Yield<'_, Y, S> {
    type Output = S;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<S> {
        let Self { slot, stage } = &mut *self;
        assert!(
            !matches!(stage, Stage::Answered),
            "a yield was polled after it had given its value"
        );
        slot.poll_yield(stage, cx)
    }
}

impl<Y, S> Drop for Yield<'_, Y, S> {
    fn drop(&mut self) {
        if let Stage::Put(ticket) = self.stage {
            self.slot.forget(ticket);
        }
    }
}

impl<Y, S> fmt::Debug for Yield<'_, Y, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Yield").finish_non_exhaustive()
    }
}

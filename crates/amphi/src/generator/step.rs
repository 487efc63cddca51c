//! [`Body`]: a generator's future, and its steps.

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::Resumed;
use super::slot::Slot;

pub(super) enum Body<F: Future> {
    Running(Pin<Box<F>>),
    /// It has returned, and an item that it left was given first.
    Returned(F::Output),
    /// It has given all, or panicked.
    Finished,
}

impl<F: Future> Body<F> {
    /// Goes on until there is an item in the slot, or the end.
    pub(super) fn poll<Y, S>(
        &mut self,
        slot: &Slot<Y, S>,
        cx: &mut Context<'_>,
    ) -> Poll<Resumed<Y, F::Output>> {
        // A panic finishes it; then the future is dropped before the slot is closed.
        let closes = Closes(slot);
        let mut future = match mem::replace(self, Self::Finished) {
            Self::Running(future) => future,
            Self::Returned(value) => return Poll::Ready(Resumed::Complete(value)),
            Self::Finished => unreachable!("asked for before"),
        };
        match future.as_mut().poll(cx) {
            Poll::Pending => {
                mem::forget(closes);
                *self = Self::Running(future);
                slot.poll_item(cx).map(Resumed::Yielded)
            }
            Poll::Ready(value) => {
                drop(future);
                Poll::Ready(match slot.take_item() {
                    None => Resumed::Complete(value),
                    Some(item) => {
                        *self = Self::Returned(value);
                        Resumed::Yielded(item)
                    }
                })
            }
        }
    }
}

/// Closes a slot when it is dropped.
pub(super) struct Closes<'a, Y, S>(pub(super) &'a Slot<Y, S>);

impl<Y, S> Drop for Closes<'_, Y, S> {
    fn drop(&mut self) {
        self.0.close();
    }
}

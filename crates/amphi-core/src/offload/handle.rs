//! [`OffloadHandle`]: the half that waits.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::current;
use super::slot::Shared;
use crate::{JoinError, TaskHandle};

/// Waits for an offloaded closure; the [`TaskHandle`] of a [`Job`](super::Job).
///
/// Dropping it lets the closure go on.
pub struct OffloadHandle<T> {
    slot: Arc<dyn Shared<T>>,
}

impl<T> OffloadHandle<T> {
    pub(super) fn new(slot: Arc<dyn Shared<T>>) -> Self {
        Self { slot }
    }
}

impl<T: Send> TaskHandle<T> for OffloadHandle<T> {
    fn cancel(self) -> impl Future<Output = Result<T, JoinError>> + Send {
        self.slot.cancel();
        self
    }

    fn is_finished(&self) -> bool {
        self.slot.is_finished()
    }

    fn detach(self) {}
}

impl<T> Future for OffloadHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let polled = self.slot.poll(cx);
        if polled.is_pending() && current::is_inside() {
            self.slot.clone().want();
        }
        polled
    }
}

impl<T> fmt::Debug for OffloadHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OffloadHandle")
            .field("is_finished", &self.slot.is_finished())
            .finish_non_exhaustive()
    }
}

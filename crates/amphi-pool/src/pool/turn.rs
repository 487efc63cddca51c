//! [`Turn`] and [`Place`]: waiting for room, and having it before there is a closure for it.

use std::task::{Context, Poll};

use amphi_core::JoinError;

use super::Pool;
use super::room::Asked;

/// A place in the line of those who wait for room.
pub(super) struct Turn {
    pool: Pool,
    /// `None` while it does not wait.
    id: Option<u64>,
}

impl Turn {
    pub(super) const fn new(pool: Pool) -> Self {
        Self { pool, id: None }
    }

    pub(super) const fn pool(&self) -> &Pool {
        &self.pool
    }

    /// Whether the closure may go in; it has its place then.
    pub(super) fn poll_room(&mut self, cx: &Context<'_>) -> Poll<Result<(), JoinError>> {
        let inner = self.pool.inner();
        if inner.is_closed() {
            return Poll::Ready(Err(JoinError::shutdown()));
        }
        let Some(room) = &inner.room else {
            return Poll::Ready(Ok(()));
        };
        if self.id.is_none() && inner.is_inside() {
            // Room may be waiting for the very closure that asks.
            room.enter();
            return Poll::Ready(Ok(()));
        }
        match room.ask(self.id, cx.waker()) {
            Asked::In => {
                self.id = None;
                Poll::Ready(Ok(()))
            }
            Asked::Waits(id) => {
                self.id = Some(id);
                Poll::Pending
            }
            Asked::Closed => Poll::Ready(Err(JoinError::shutdown())),
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let (Some(room), Some(id)) = (&self.pool.inner().room, self.id) {
            room.forget(id);
        }
    }
}

/// Room that its holder may keep for a closure, which comes in whatever the limit is; or the wait for it.
pub(super) struct Place {
    turn: Turn,
    is_held: bool,
}

impl Place {
    pub(super) const fn new(pool: Pool) -> Self {
        Self {
            turn: Turn::new(pool),
            is_held: false,
        }
    }

    /// Whether it is held, or never will be: a closed pool tells that to who gives it a closure.
    pub(super) fn poll(&mut self, cx: &Context<'_>) -> Poll<()> {
        if !self.is_held {
            self.is_held = std::task::ready!(self.turn.poll_room(cx)).is_ok();
        }
        Poll::Ready(())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let (Some(room), true) = (&self.turn.pool.inner().room, self.is_held) {
            room.leave();
        }
    }
}

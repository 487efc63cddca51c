//! [`Member`]: the handle of one piece of a group's work; for runners, whose work is all of that kind.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use amphi_core::{JoinError, TaskHandle, offload};

use super::TaskGroup;
use super::seat::Reserved;
use super::shared::Shared;
use super::slot::Slot;
use super::state::End;
use super::work::Closure;

/// Waits for one piece of a group's work.
pub(crate) struct Member<V> {
    slot: Arc<Slot<V>>,
    shared: Arc<Shared<()>>,
    id: u64,
}

impl TaskGroup<()> {
    /// Starts a task with a handle of its own.
    pub(crate) fn member<F>(&self, future: F) -> Member<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let slot = Arc::new(Slot::new());
        let reserved = slot.clone();
        let id = self.add_future(future, |place| Reserved::awaited(place, reserved));
        self.enrolled(slot, id)
    }

    /// Offloads a closure with a handle of its own.
    pub(crate) fn member_blocking<F, V>(&self, f: F) -> Member<V>
    where
        F: FnOnce() -> V + Send + 'static,
        V: Send + 'static,
    {
        let slot = Arc::new(Slot::new());
        let reserved = slot.clone();
        let id = self.add(|place| Closure::new(f, Reserved::awaited(place, reserved)));
        self.enrolled(slot, id)
    }

    fn enrolled<V>(&self, slot: Arc<Slot<V>>, id: u64) -> Member<V> {
        Member {
            slot,
            shared: self.shared.clone(),
            id,
        }
    }

    /// Counts something that runs elsewhere as work; `None` where the group takes no more.
    pub(crate) fn present(&self) -> Option<Presence> {
        let (id, now) = self.shared.enter(false);
        let presence = Presence {
            shared: self.shared.clone(),
            id,
        };
        now.then_some(presence)
    }

    /// Takes no more work: it is told that the runtime has gone. Cancels what has not ended; how much
    /// that is.
    pub(crate) fn close(&self) -> usize {
        self.shared.stop(JoinError::shutdown)
    }

    /// How much has not ended.
    pub(crate) fn left(&self) -> usize {
        self.shared.lock().live()
    }

    /// How many panics no handle has given.
    pub(crate) fn unseen_panics(&self) -> usize {
        let state = self.shared.lock();
        state.panics.saturating_sub(state.seen)
    }

    /// Resolves when nothing is left. One waits at a time.
    pub(crate) fn ended(&self) -> Ended<'_> {
        Ended(&self.shared)
    }
}

impl<V> Member<V> {
    fn tell(&self, result: &Result<V, JoinError>) {
        if result.as_ref().is_err_and(JoinError::is_panic) {
            self.shared.lock().seen += 1;
        }
    }
}

#[deny(clippy::missing_trait_methods)]
impl<V: Send + 'static> TaskHandle<V> for Member<V> {
    fn cancel(self) -> impl Future<Output = Result<V, JoinError>> + Send {
        self.shared.cancel_one(self.id);
        self
    }

    fn is_finished(&self) -> bool {
        self.slot.is_filled()
    }

    fn detach(self) {}
}

impl<V: Send + 'static> Future for Member<V> {
    type Output = Result<V, JoinError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let polled = self.slot.poll(cx);
        match &polled {
            Poll::Ready(result) => self.tell(result),
            Poll::Pending if offload::is_inside() => self.shared.look_after(self.id..=self.id),
            Poll::Pending => {}
        }
        polled
    }
}

/// Something that counts as work of a group until it is dropped.
pub(crate) struct Presence {
    shared: Arc<Shared<()>>,
    id: u64,
}

impl Drop for Presence {
    fn drop(&mut self) {
        self.shared.end(self.id, None, End::default());
    }
}

/// The end of all work of a group.
pub(crate) struct Ended<'a>(&'a Shared<()>);

impl Future for Ended<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.0
            .poll(cx, true, |state| (state.live() == 0).then_some(()))
    }
}

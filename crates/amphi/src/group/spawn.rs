//! Giving work to a group.

use std::future::Future;
use std::sync::Arc;

use amphi_core::context::Context;

use super::seat::{Place, Reserved, Seat};
use super::slot::Slot;
use super::work::{Closure, Task, Work};
use super::{Soon, TaskGroup};

impl<T: Send + 'static> TaskGroup<T> {
    /// Starts `future` as a task of the group; see [`Handle::spawn`](crate::Handle::spawn).
    pub fn spawn<F>(&self, future: F)
    where
        F: Future<Output = T> + Send + 'static,
    {
        self.add_future(future, |place| place);
    }

    /// Runs `f` on a thread where blocking is welcome; see [`Handle::spawn_blocking`](crate::Handle::spawn_blocking).
    pub fn spawn_blocking<F>(&self, f: F)
    where
        F: FnOnce() -> T + Send + 'static,
    {
        self.add(|place| Closure::new(f, place));
    }

    /// Starts `future` as a task of the group whose value, of any type, is read when the group has
    /// been joined; see [`Soon`].
    pub fn soon<F>(&self, future: F) -> Soon<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let slot = Arc::new(Slot::new());
        let reserved = slot.clone();
        self.add_future(future, |place| Reserved::new(place, reserved));
        Soon::new(slot)
    }

    /// Like [`soon`](Self::soon), with a closure on a thread where blocking is welcome.
    pub fn soon_blocking<F, V>(&self, f: F) -> Soon<V>
    where
        F: FnOnce() -> V + Send + 'static,
        V: Send + 'static,
    {
        let slot = Arc::new(Slot::new());
        let reserved = slot.clone();
        self.add(|place| Closure::new(f, Reserved::new(place, reserved)));
        Soon::new(slot)
    }

    /// Adds a task; its number.
    pub(super) fn add_future<F, S>(&self, future: F, seat: impl FnOnce(Place<T>) -> S) -> u64
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
        S: Seat<F::Output>,
    {
        match Context::to_carry() {
            None => self.add(|place| Task::new(future, seat(place))),
            Some(context) => self.add(|place| Task::new(context.scope(future), seat(place))),
        }
    }

    /// Adds work; its number.
    pub(super) fn add<W: Work>(&self, work: impl FnOnce(Place<T>) -> W) -> u64 {
        let (id, now) = self.shared.enter(W::IS_CLOSURE);
        let work = work(Place::new(self.shared.clone(), id));
        if now {
            self.shared.begin(id, || work.start(&self.shared.handle));
        } else {
            self.shared.queue(id, Box::new(|handle| work.start(handle)));
        }
        id
    }
}

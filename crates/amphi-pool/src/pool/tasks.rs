//! [`Tasks`]: the tasks of a pool, so that a shutdown reaches those that nobody wakes.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use amphi_core::internal::Queued;

/// The tasks of a pool that have not ended.
#[derive(Default)]
pub(super) struct Tasks(Mutex<Places>);

#[derive(Default)]
struct Places {
    places: Vec<Option<Weak<dyn Queued>>>,
    free: Vec<usize>,
}

impl Tasks {
    /// Adds the task that `make` makes for a place.
    pub(super) fn add<S: Queued + 'static>(&self, make: impl FnOnce(usize) -> Arc<S>) -> Arc<S> {
        let place = self.lock().reserve();
        let task = make(place);
        let weak: Weak<S> = Arc::downgrade(&task);
        self.lock().places[place] = Some(weak);
        task
    }

    /// A task has ended.
    pub(super) fn remove(&self, place: usize) {
        let mut inner = self.lock();
        let old = inner.places[place].take();
        inner.free.push(place);
        drop(inner);
        drop(old);
    }

    pub(super) fn count(&self) -> usize {
        let inner = self.lock();
        inner.places.len() - inner.free.len()
    }

    /// All tasks that there are.
    pub(super) fn all(&self) -> Vec<Arc<dyn Queued>> {
        let inner = self.lock();
        let all = inner.places.iter().flatten();
        all.filter_map(Weak::upgrade).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Places> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Places {
    fn reserve(&mut self) -> usize {
        self.free.pop().unwrap_or_else(|| {
            self.places.push(None);
            self.places.len() - 1
        })
    }
}

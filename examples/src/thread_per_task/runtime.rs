//! The runtime's two types: what is handed out, and what ends it.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use amphi_core::Named;
use amphi_core::end::End;

use super::stop::{Stop, Why};

/// A runtime that gives every task a thread. Cloning gives the same runtime.
#[derive(Clone)]
pub struct ThreadPerTask {
    tasks: Arc<Mutex<Tasks>>,
    /// Ends the waits on it.
    end: Arc<End>,
}

/// Ends its runtime when it is dropped, without waiting for the threads.
pub struct Owner(ThreadPerTask);

/// What there is to stop when the runtime goes.
enum Tasks {
    Open(Vec<Weak<Stop>>),
    Gone,
}

impl Owner {
    /// Starts a runtime.
    pub fn start() -> Self {
        Self(ThreadPerTask {
            tasks: Arc::new(Mutex::new(Tasks::Open(Vec::new()))),
            end: Arc::default(),
        })
    }

    /// The runtime, to be handed out. It outlives this owner, and then says that it has gone.
    pub fn runtime(&self) -> ThreadPerTask {
        self.0.clone()
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        let tasks = std::mem::replace(&mut *self.0.lock(), Tasks::Gone);
        if let Tasks::Open(stops) = tasks {
            // Told outside the lock: telling wakes, and a waker is somebody else's code.
            let running = stops.iter().filter_map(Weak::upgrade);
            running.for_each(|stop| stop.tell(Why::Shutdown));
        }
        self.0.end.ring();
    }
}

impl ThreadPerTask {
    /// Takes note of a task; false where the runtime has gone.
    pub(super) fn admit(&self, stop: &Arc<Stop>) -> bool {
        match &mut *self.lock() {
            Tasks::Gone => false,
            Tasks::Open(stops) => {
                // Walks over all tasks, which is little beside starting a thread.
                stops.retain(|stop| stop.strong_count() > 0);
                stops.push(Arc::downgrade(stop));
                true
            }
        }
    }

    pub(super) fn end(&self) -> Arc<End> {
        self.end.clone()
    }

    pub(super) fn has_gone(&self) -> bool {
        matches!(*self.lock(), Tasks::Gone)
    }

    fn lock(&self) -> MutexGuard<'_, Tasks> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Named for ThreadPerTask {
    fn name(&self) -> &str {
        "thread-per-task"
    }
}

impl fmt::Debug for ThreadPerTask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ThreadPerTask")
            .field("has_gone", &self.has_gone())
            .finish()
    }
}

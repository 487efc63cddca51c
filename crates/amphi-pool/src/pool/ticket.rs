//! [`Ticket`]: what a closure carries, so that its pool knows what becomes of it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::Inner;
use super::outcome::Outcome;

/// Belongs to one closure, from when it is let in until it has ended or was dropped.
pub(super) struct Ticket {
    /// `None` once the closure has started.
    pool: Option<Arc<Inner>>,
}

impl Ticket {
    /// The caller has let the closure in.
    pub(super) fn new(pool: Arc<Inner>) -> Self {
        Self { pool: Some(pool) }
    }

    /// The closure, with all that its pool wants to know.
    pub(super) fn around<F, T>(self, f: F) -> impl FnOnce() -> Outcome<T> + Send + 'static
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        move || {
            let started = self.start();
            // The call consumes the closure: its captures are gone before it counts as ended.
            match catch_unwind(AssertUnwindSafe(f)) {
                Ok(value) => Outcome::value(value),
                Err(payload) => Outcome::panicked(payload, started.pool.clone()),
            }
        }
    }

    fn start(mut self) -> Started {
        let pool = self.pool.take().expect("a closure starts once");
        let taken = (!pool.is_own_thread()).then(|| pool.one_taken());
        Started { pool, taken }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if let Some(pool) = self.pool.take() {
            pool.one_cancelled();
            leave_room(&pool);
        }
    }
}

/// A closure that runs.
struct Started {
    pool: Arc<Inner>,
    /// Where it runs on a thread that is not its pool's, what was there before.
    taken: Option<usize>,
}

impl Drop for Started {
    fn drop(&mut self) {
        if let Some(outer) = self.taken {
            self.pool.one_taken_ends(outer);
        }
        leave_room(&self.pool);
    }
}

fn leave_room(pool: &Inner) {
    if let Some(room) = &pool.room {
        room.leave();
    }
}

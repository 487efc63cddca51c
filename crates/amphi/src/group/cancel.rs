//! Ending a group's work early.

use std::collections::VecDeque;

use amphi_core::JoinError;

use super::shared::Shared;
use super::state::{Fate, Lost, Stage, Starter};
use crate::JoinHandle;

impl<T> Shared<T> {
    /// Tells that work was thrown away without a result; `leave` ends it once the reason is known.
    pub(super) fn lost(&self, id: u64, leave: Lost) {
        let reason = {
            let mut state = self.lock();
            match state.live.get_mut(&id) {
                Some(entry) if entry.fate.is_none() && entry.stage == Stage::Starting => {
                    entry.lost = Some(leave);
                    return;
                }
                Some(entry) => entry.fate.unwrap_or(JoinError::shutdown),
                None => state.stopped.unwrap_or(JoinError::shutdown),
            }
        };
        leave(reason());
    }

    /// Cancels what has not ended; in force at this call.
    pub(super) fn cancel(&self) {
        let cancelling = self.lock().cancel(JoinError::cancelled);
        cancelling.carry_out();
    }

    /// Cancels one piece of work.
    pub(super) fn cancel_one(&self, id: u64) {
        let cancelling = {
            let mut state = self.lock();
            let state = &mut *state;
            let Some(entry) = state.live.get_mut(&id) else {
                return;
            };
            entry.fate.get_or_insert(JoinError::cancelled);
            let handle = entry.handle.take();
            let place = state.waiting.iter().position(|(other, _)| *other == id);
            let waiting = place.and_then(|place| state.waiting.remove(place));
            Cancelling::new(handle.into_iter().collect(), waiting.into_iter().collect())
        };
        cancelling.carry_out();
    }

    /// Takes no more work, which is given `fate`, and cancels what has not ended; how much that is.
    pub(super) fn stop(&self, fate: Fate) -> usize {
        let (cancelling, left) = {
            let mut state = self.lock();
            (state.stop(fate), state.live())
        };
        cancelling.carry_out();
        left
    }

    /// Takes no more work, cancels what has not ended, and drops what nobody will take.
    pub(super) fn let_go(&self) {
        let (cancelling, results) = {
            let mut state = self.lock();
            state.let_go = true;
            let results = std::mem::take(&mut state.ended);
            (state.stop(JoinError::cancelled), results)
        };
        cancelling.carry_out();
        drop(results);
    }

    /// Stops where a result that nobody has taken is a failure.
    pub(super) fn stop_where_failed(&self) {
        let cancelling = {
            let mut state = self.lock();
            let fails = state.fails;
            let has_failed = |result: &Result<T, JoinError>| match result {
                Ok(value) => fails.is_some_and(|fails| fails(value)),
                Err(error) => !error.is_cancelled(),
            };
            let has_failed = state.ended.iter().any(|(_, result)| has_failed(result));
            has_failed.then(|| state.stop(JoinError::cancelled))
        };
        if let Some(cancelling) = cancelling {
            cancelling.carry_out();
        }
    }
}

/// Work to be told that it is cancelled, or to be dropped unstarted.
#[must_use = "nothing is cancelled until it is carried out"]
pub(super) struct Cancelling {
    running: Vec<JoinHandle<()>>,
    waiting: VecDeque<(u64, Starter)>,
}

impl Cancelling {
    pub(super) fn new(running: Vec<JoinHandle<()>>, waiting: VecDeque<(u64, Starter)>) -> Self {
        Self { running, waiting }
    }

    /// Runs user code: that of what is dropped.
    pub(super) fn carry_out(self) {
        for handle in self.running {
            // In force at the call; the work tells its end itself.
            drop(handle.cancel());
        }
        drop(self.waiting);
    }
}

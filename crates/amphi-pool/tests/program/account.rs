//! [`Account`]: what became of each piece of work.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use amphi_core::JoinError;

/// One piece of work: how often it ran, and whether it still exists.
#[derive(Default)]
pub(crate) struct Account {
    /// How often a closure ran, or a task was polled first.
    runs: AtomicUsize,
    /// A task may be stopped in the middle.
    is_task: bool,
}

/// What its submitter knows at the end.
#[derive(Debug)]
pub(crate) enum Fate {
    /// Nobody waited.
    Detached,
    /// It was cancelled, and nobody waited.
    Cancelled,
    Gave(Result<(), JoinError>),
    /// It was not let in.
    Refused,
}

impl Account {
    pub(crate) fn of_task() -> Self {
        Self {
            is_task: true,
            ..Self::default()
        }
    }

    pub(crate) fn run(&self) {
        self.runs.fetch_add(1, Ordering::SeqCst);
    }

    /// Checks what holds at the end, when nothing of the pool is left.
    pub(crate) fn check(self: Arc<Self>, fate: &Fate, was_shut_down: bool) -> Result<(), String> {
        let runs = self.runs.load(Ordering::SeqCst);
        let holders = Arc::strong_count(&self);
        if holders != 1 {
            return Err(format!(
                "{fate:?}: its closure still exists ({holders} hold it)"
            ));
        }
        let expected = match fate {
            Fate::Detached if was_shut_down => 0..=1,
            Fate::Detached => 1..=1,
            Fate::Cancelled => 0..=1,
            Fate::Gave(Ok(())) => 1..=1,
            Fate::Gave(Err(error)) if error.is_panic() => 1..=1,
            Fate::Gave(Err(error)) if error.is_cancelled() => 0..=usize::from(self.is_task),
            Fate::Gave(Err(error)) if error.is_shutdown() && was_shut_down => {
                0..=usize::from(self.is_task)
            }
            Fate::Gave(Err(_)) => return Err(format!("{fate:?} for no reason")),
            Fate::Refused => 0..=0,
        };
        match expected.contains(&runs) {
            true => Ok(()),
            false => Err(format!("{fate:?}, but it ran {runs} times")),
        }
    }
}

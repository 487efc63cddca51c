//! The end of a runner, and the report of it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use amphi_core::{ShutdownReport, far_future, park, region};

use crate::TaskGroup;
use crate::portal::{Closing, Owner, PATIENCE};

/// What is needed to end a runner.
pub(super) struct Ending {
    group: Arc<TaskGroup<()>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What ends the runtime, where the runner started it and has not ended it yet.
    owner: Option<Owner>,
    runtime: ShutdownReport,
}

impl Ending {
    pub(super) fn new(group: Arc<TaskGroup<()>>, owner: Option<Owner>) -> Self {
        let state = State {
            owner,
            ..State::default()
        };
        Self {
            group,
            state: Mutex::new(state),
        }
    }

    /// Waits for what has been cancelled, at most until `deadline` from now, and ends the runtime.
    pub(super) fn begin(
        self: &Arc<Self>,
        left_over: usize,
        deadline: Duration,
    ) -> Closing<RunnerReport> {
        let now = Instant::now();
        let deadline = now.checked_add(deadline).unwrap_or_else(|| far_future(now));
        let ending = self.clone();
        let closing = Closing::start(move || {
            ending.end(deadline);
            ending.report(left_over)
        });
        closing.unwrap_or_else(|_| Closing::done(self.report(left_over)))
    }

    /// Blocks. The second one who comes waits for the first.
    fn end(&self, deadline: Instant) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let left = || deadline.saturating_duration_since(Instant::now());
        // On a thread of our own, where every wait is possible.
        let ended = park::wait_for_timeout(self.group.ended(), left(), region::block);
        debug_assert!(ended.is_ok());
        if let Some(owner) = state.owner.take() {
            // Its threads need a moment to end, also where the deadline has passed.
            state.runtime = owner.end(left().max(PATIENCE));
        }
    }

    fn report(&self, left_over: usize) -> RunnerReport {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let left = self.group.left();
        RunnerReport {
            joined: left_over.saturating_sub(left),
            abandoned: left.max(state.runtime.tasks + state.runtime.closures),
            panicked: self.group.unseen_panics(),
        }
    }

    /// Ends the runtime without waiting, unless somebody is about to end it in good order.
    pub(super) fn let_go(&self) {
        let _owner = self
            .state
            .try_lock()
            .ok()
            .and_then(|mut state| state.owner.take());
    }
}

/// What became of a runner's work at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct RunnerReport {
    /// Tasks, closures and runs that were left over when it was closed, were cancelled, and have
    /// ended.
    pub joined: usize,
    /// Those that had not ended by the deadline: a task that does not suspend, a closure that does not
    /// ask whether it is cancelled. What is left of the runner's own runtime otherwise (a task that was
    /// started on it by its own means, a thread that has not ended) counts as well.
    pub abandoned: usize,
    /// Tasks and closures that panicked, at any time, and whose handle did not give that panic to
    /// anybody.
    pub panicked: usize,
}

impl RunnerReport {
    /// Whether everything has ended, and no panic was overlooked.
    pub const fn is_clean(&self) -> bool {
        self.abandoned == 0 && self.panicked == 0
    }
}

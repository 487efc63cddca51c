//! What was counted of a work, and what its owner has seen.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::Sender;

use amphi::JoinError;

use super::work::Plan;

/// What the owner of a handle has seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Seen {
    Nothing,
    Value(u32),
    Panic(u32),
    Cancelled,
    Shutdown,
}

impl Seen {
    pub(crate) fn of(result: Result<u32, JoinError>) -> Self {
        match result {
            Ok(value) => Self::Value(value),
            Err(error) if error.is_cancelled() => Self::Cancelled,
            Err(error) if error.is_shutdown() => Self::Shutdown,
            Err(error) => Self::Panic(*error.into_panic().downcast().unwrap()),
        }
    }
}

/// What was counted of one work.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) runs: AtomicU32,
    pub(crate) drops: AtomicU32,
    /// Closures that saw their cancellation.
    pub(crate) told: AtomicU32,
}

impl Record {
    pub(crate) fn agrees(&self, plan: Plan, seen: Seen) -> bool {
        let count = |counter: &AtomicU32| counter.load(Ordering::SeqCst);
        let (runs, drops, told) = (count(&self.runs), count(&self.drops), count(&self.told));
        let cancels = plan.end.cancels();
        let given = match seen {
            Seen::Value(value) => runs == 1 && value == plan.number && !plan.body.raises(),
            Seen::Panic(payload) => runs == 1 && payload == plan.number && plan.body.raises(),
            // A task may have begun.
            Seen::Cancelled => cancels && (runs == 0 || plan.body.is_task()),
            Seen::Nothing => runs == 1 || cancels,
            Seen::Shutdown => false,
        };
        given && runs <= 1 && drops == 1 && (told == 0 || cancels)
    }
}

/// What a closure or a task captured.
pub(crate) struct Capture(
    pub(crate) Arc<Record>,
    #[expect(dead_code, reason = "dropped")] pub(crate) Sender<()>,
);

impl Drop for Capture {
    fn drop(&mut self) {
        self.0.drops.fetch_add(1, Ordering::SeqCst);
    }
}

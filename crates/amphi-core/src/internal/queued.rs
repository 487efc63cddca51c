//! [`Queued`]: what is in a queue as one pointer, a closure or something else.

use std::sync::Arc;

use crate::JoinError;

/// Something to be done once by some thread, or not at all.
pub trait Queued: Send + Sync {
    /// Does it; must not panic.
    fn run(self: Arc<Self>) -> Ran;
    /// Ends it without doing it; must not panic.
    fn give_up(self: Arc<Self>, why: JoinError) -> Ran;
}

/// What it turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ran {
    /// A closure, which ran.
    Closure,
    /// A closure that was cancelled before, or taken by somebody else.
    Dead,
    /// Some of a task.
    Step,
}

//! [`Capability`]: what a backend declares; [`Need`]: what a test asks for.

use std::fmt;

/// What a backend can do beyond what every backend must.
///
/// ```
/// use amphi_conformance::{Capability, Need};
/// assert!(Capability::BlockingLimit(512).meets(Need::BlockingLimit));
/// assert!(!Capability::Shutdown.meets(Need::WorkersCovered));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Capability {
    /// Dropping the fixture's owner ends the runtime while its handles are alive. A runtime that
    /// lives as long as the process has no owner.
    Shutdown,
    /// While a task blocks its thread in a wait, the runtime's other tasks go on. Only a runtime
    /// that is bound to that very thread cannot.
    WorkersCovered,
    /// At most this many offloaded closures run at once and more are queued. The suite fills them
    /// all to keep a closure queued, so this must be the true number.
    BlockingLimit(usize),
    /// A task that finishes in the very poll during which it was cancelled keeps its value.
    /// Executors on `async-task` drop it: to them the task is cancelled from the call on.
    LateValue,
}

impl Capability {
    /// Whether this is what a test needs.
    pub const fn meets(self, need: Need) -> bool {
        matches!(
            (self, need),
            (Self::Shutdown, Need::Shutdown)
                | (Self::WorkersCovered, Need::WorkersCovered)
                | (Self::BlockingLimit(_), Need::BlockingLimit)
                | (Self::LateValue, Need::LateValue)
        )
    }
}

/// What a test needs of a backend; mostly the [`Capability`] of the same name meets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Need {
    /// A runtime that can be ended.
    Shutdown,
    /// A runtime whose other tasks go on while one blocks.
    WorkersCovered,
    /// A limit of closures that run at once.
    BlockingLimit,
    /// A task that keeps its value when it is cancelled in its last poll.
    LateValue,
    /// Sockets: [`Mount::socket`](crate::Mount::socket).
    Socket,
    /// A runtime that is bound to one thread: one that does not declare
    /// [`Capability::WorkersCovered`].
    OneThread,
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

//! [`RunnerError`]: why a run gave no value.

use std::error::Error;
use std::fmt;

use amphi_core::BlockOnError;

use crate::portal::NotStarted;

/// Why a run of a [`Runner`](crate::Runner) gave no value, or why there is no runner.
///
/// Ask with the `is_*` predicates, of which exactly one holds; the text says what to do and may
/// change.
pub struct RunnerError(Repr);

enum Repr {
    Closed,
    Cancelled,
    NotRunning(NotStarted),
    Wait(BlockOnError),
}

impl RunnerError {
    pub(super) const fn closed() -> Self {
        Self(Repr::Closed)
    }

    pub(super) const fn cancelled() -> Self {
        Self(Repr::Cancelled)
    }

    pub(super) const fn not_running(error: NotStarted) -> Self {
        Self(Repr::NotRunning(error))
    }

    pub(super) const fn wait(error: BlockOnError) -> Self {
        Self(Repr::Wait(error))
    }

    /// Whether the runner was closed before; the future was dropped unpolled.
    pub const fn is_closed(&self) -> bool {
        matches!(self.0, Repr::Closed)
    }

    /// Whether the runner was closed meanwhile; the future has been dropped.
    pub const fn is_cancelled(&self) -> bool {
        matches!(self.0, Repr::Cancelled)
    }

    /// Whether the runner could not be started: there is no runtime, or the system refused what it
    /// takes.
    pub const fn is_start_failed(&self) -> bool {
        matches!(self.0, Repr::NotRunning(_))
    }

    /// Whether the wait was impossible where it was made, or its runtime has gone;
    /// [`block_on_error`](Self::block_on_error) tells why.
    pub const fn is_wait_failed(&self) -> bool {
        matches!(self.0, Repr::Wait(_))
    }

    /// Why the wait was impossible, where it was.
    pub const fn block_on_error(&self) -> Option<&BlockOnError> {
        match &self.0 {
            Repr::Wait(error) => Some(error),
            _ => None,
        }
    }
}

impl fmt::Display for RunnerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Closed => f.write_str(
                "the runner is closed and runs nothing more; close it after the last run, or start \
                 another one",
            ),
            Repr::Cancelled => f.write_str("the runner was closed while this ran"),
            Repr::NotRunning(error) => error.tell("runner", f),
            Repr::Wait(error) => error.fmt(f),
        }
    }
}

impl fmt::Debug for RunnerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RunnerError({self})")
    }
}

impl Error for RunnerError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0 {
            Repr::NotRunning(error) => error.source(),
            _ => None,
        }
    }
}

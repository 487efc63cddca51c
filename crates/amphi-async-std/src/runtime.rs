//! [`AsyncStdRuntime`]: a reference to async-std.

use std::fmt;

use amphi_core::Named;

use crate::{cover, place};

/// async-std as an `amphi_core::Runtime`.
///
/// There is one in a process, started by its first task; all values of this type are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsyncStdRuntime(());

impl AsyncStdRuntime {
    /// The async-std of this process.
    pub fn global() -> Self {
        cover::register();
        Self(())
    }

    /// The runtime of the task, closure or `block_on` that calls.
    ///
    /// # Panics
    /// Where async-std does not run, at the caller's location; see
    /// [`try_current`](Self::try_current).
    #[track_caller]
    pub fn current() -> Self {
        match Self::try_current() {
            Ok(runtime) => runtime,
            Err(error) => panic!("{error}"),
        }
    }

    /// Whether a task, closure or `block_on` of async-std calls.
    #[inline]
    pub fn is_running_here() -> bool {
        place::is_inside()
    }

    /// The runtime of the task, closure or `block_on` that calls, where that is async-std.
    ///
    /// # Errors
    /// Elsewhere.
    pub fn try_current() -> Result<Self, NotRunning> {
        if place::is_inside() {
            Ok(Self::global())
        } else {
            Err(NotRunning(()))
        }
    }
}

impl Named for AsyncStdRuntime {
    fn name(&self) -> &str {
        "async-std"
    }
}

/// The calling code does not run on async-std.
#[derive(Debug)]
pub struct NotRunning(());

impl fmt::Display for NotRunning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "async-std does not run here; call this from a task, or use \
             `AsyncStdRuntime::global()`",
        )
    }
}

impl std::error::Error for NotRunning {}

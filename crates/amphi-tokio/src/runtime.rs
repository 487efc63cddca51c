//! [`TokioRuntime`]: a reference to a tokio runtime.

use std::{fmt, io};

use amphi_core::Named;
use tokio::runtime::Handle;

use crate::once::Once;
use crate::place::Place;
use crate::{OwnedRuntime, cover};

/// A tokio runtime, multi-thread or current-thread, as an `amphi_core::Runtime`.
///
/// Cloning is cheap and gives the same runtime. It does not keep the runtime alive.
///
/// A current-thread runtime only makes progress while somebody drives it
/// (`tokio::runtime::Runtime::block_on`); give it to [`OwnedRuntime`] to have it driven.
///
/// The first wait that parks on a runtime leaves a task there which does nothing until the runtime
/// drops it: that is how waits learn of its end. It counts in tokio's `num_alive_tasks`.
#[derive(Clone)]
pub struct TokioRuntime {
    pub(crate) handle: Handle,
}

impl TokioRuntime {
    /// The runtime of the task, closure or `enter` scope that calls.
    ///
    /// # Panics
    /// Outside a tokio runtime, at the caller's location; see [`try_current`](Self::try_current).
    #[track_caller]
    pub fn current() -> Self {
        match Self::try_current() {
            Ok(runtime) => runtime,
            Err(error) => panic!("{error}"),
        }
    }

    /// The runtime of the task, closure or `enter` scope that calls, where there is one.
    ///
    /// # Errors
    /// Outside a tokio runtime.
    pub fn try_current() -> Result<Self, NotRunning> {
        Handle::try_current()
            .map(Self::from)
            .map_err(|_| NotRunning(()))
    }

    /// The tokio runtime of this process, started at the first call with tokio's defaults
    /// (multi-thread, a worker a core, everything enabled). It lives as long as the process.
    ///
    /// # Panics
    /// Where the system refuses its threads, at the caller's location; see
    /// [`try_global`](Self::try_global).
    #[track_caller]
    pub fn global() -> Self {
        match Self::try_global() {
            Ok(runtime) => runtime,
            Err(error) => panic!("cannot start the process-wide tokio runtime: {error}"),
        }
    }

    /// Like [`global`](Self::global), with an error where the system refuses its threads.
    ///
    /// # Errors
    /// What the system says; the next call tries again.
    pub fn try_global() -> io::Result<Self> {
        static GLOBAL: Once<OwnedRuntime> = Once::new();
        let owned = GLOBAL.get_or_start(OwnedRuntime::new)?;
        Ok(owned.handle().clone())
    }

    /// Whether the calling thread is the one that drives this current-thread runtime, so that none
    /// of its tasks goes on while the thread is blocked. Never on a multi-thread runtime.
    ///
    /// It also holds inside waits on that thread. It goes by tokio's own context, so it is misled
    /// where another runtime's `tokio::runtime::Handle` was entered by hand on such a thread.
    pub fn is_driven_here(&self) -> bool {
        Place::here().drives(&self.handle)
    }

    /// Tokio's own handle.
    pub fn as_tokio(&self) -> &Handle {
        &self.handle
    }
}

impl From<Handle> for TokioRuntime {
    fn from(handle: Handle) -> Self {
        cover::register();
        Self { handle }
    }
}

impl Named for TokioRuntime {
    fn name(&self) -> &str {
        "tokio"
    }
}

impl fmt::Debug for TokioRuntime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokioRuntime")
            .field("id", &self.handle.id())
            .field("flavor", &self.handle.runtime_flavor())
            .finish()
    }
}

/// The calling code does not run on tokio.
#[derive(Debug)]
pub struct NotRunning(());

impl fmt::Display for NotRunning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "no tokio runtime runs here; call this from a task, or pass a `tokio::runtime::Handle` \
             to `TokioRuntime::from`",
        )
    }
}

impl std::error::Error for NotRunning {}

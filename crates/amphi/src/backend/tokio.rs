//! tokio, compiled in: its entry points and what a [`Handle`] can be made of.

use std::future::Future;
use std::io;
use std::time::Duration;

use amphi_core::{Shutdown, ShutdownReport};
pub(crate) use amphi_tokio::{JoinHandle, OwnedRuntime as Owner, Sleep, TokioRuntime as Runtime};
use tokio::runtime;

use super::shape::Shape;
use crate::Handle;
use crate::handle::Repr;

pub(crate) const IS_COMPILED_IN: bool = true;

/// The tokio runtime of the task, closure or `enter` scope that calls.
pub(crate) fn running() -> Option<Runtime> {
    Runtime::try_current().ok()
}

/// Whether [`running`] gives one.
pub(crate) fn is_running() -> bool {
    runtime::Handle::try_current().is_ok()
}

/// Whether what [`running`] tells inside a wait is always the runtime that is waited on: on the
/// thread that drives a current-thread one it is the helper.
#[inline]
pub(crate) fn marks_its_waits(runtime: &Runtime) -> bool {
    runtime.as_tokio().runtime_flavor() != runtime::RuntimeFlavor::CurrentThread
}

/// The process-wide tokio runtime.
pub(crate) fn start() -> Option<io::Result<Runtime>> {
    Some(Runtime::try_global())
}

/// A runtime whose tasks run on one thread of this name, and its owner.
pub(crate) fn own(thread: &str) -> Option<io::Result<(Runtime, Owner)>> {
    let own = Owner::single_thread(thread);
    Some(own.map(|owner| (owner.handle().clone(), owner)))
}

/// Ends an owned runtime; blocks until it has ended, at most until the deadline.
pub(crate) fn end(owner: Owner, deadline: Duration) -> ShutdownReport {
    // Where the system refuses the thread that would wait, the runtime ends by itself.
    owner
        .shutdown(deadline)
        .map(Shutdown::wait)
        .unwrap_or_default()
}

/// A runtime that is started for one future.
pub(crate) enum Root {
    /// Threads of its own run the tasks.
    Workers(Owner),
    /// The thread that waits for the future does.
    Here(runtime::Runtime),
}

/// A runtime of this shape; by default it has a worker a core.
pub(crate) fn root(shape: Shape) -> Option<io::Result<Root>> {
    Some(match shape {
        Shape::OneThread => {
            let built = runtime::Builder::new_current_thread().enable_all().build();
            built.map(Root::Here)
        }
        Shape::OneThreadApart => Owner::current_thread().map(Root::Workers),
        Shape::Threads(Some(workers)) => Owner::multi_thread(workers).map(Root::Workers),
        Shape::Threads(None) => Owner::new().map(Root::Workers),
    })
}

impl Root {
    pub(crate) fn handle(&self) -> Handle {
        match self {
            Self::Workers(owner) => Handle::from(owner.handle()),
            Self::Here(runtime) => Handle::from(runtime.handle()),
        }
    }

    #[track_caller]
    pub(crate) fn block_on<F: Future>(&self, future: F) -> F::Output {
        match self {
            Self::Workers(_) => self.handle().block_on(future),
            Self::Here(runtime) => runtime.block_on(future),
        }
    }

    pub(crate) fn end(self, deadline: Duration) -> ShutdownReport {
        match self {
            Self::Workers(owner) => end(owner, deadline),
            // Where the system refuses the thread, the runtime ends by itself.
            Self::Here(runtime) => Owner::from_runtime(runtime)
                .map(|owner| end(owner, deadline))
                .unwrap_or_default(),
        }
    }
}

/// Whether none of the runtime's tasks goes on while this thread is blocked.
pub(crate) fn is_driven_here(runtime: &Runtime) -> bool {
    runtime.is_driven_here()
}

impl Handle {
    /// This tokio runtime.
    pub fn tokio(handle: runtime::Handle) -> Self {
        Self::from(handle)
    }

    /// The tokio runtime of this process, started at the first call; see
    /// [`TokioRuntime::global`](amphi_tokio::TokioRuntime::global).
    ///
    /// # Panics
    /// Where the system refuses its threads, at the caller's location.
    #[track_caller]
    pub fn tokio_default() -> Self {
        Self::from(Runtime::global())
    }
}

impl From<Runtime> for Handle {
    fn from(runtime: Runtime) -> Self {
        Self::of(Repr::Tokio(runtime))
    }
}

impl From<&Runtime> for Handle {
    fn from(runtime: &Runtime) -> Self {
        Self::from(runtime.clone())
    }
}

impl From<runtime::Handle> for Handle {
    fn from(handle: runtime::Handle) -> Self {
        Self::from(Runtime::from(handle))
    }
}

impl From<&runtime::Handle> for Handle {
    fn from(handle: &runtime::Handle) -> Self {
        Self::from(handle.clone())
    }
}

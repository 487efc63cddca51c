//! smol, compiled in: its entry points and what a [`Handle`] can be made of.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use amphi_core::{Shutdown, ShutdownReport};
use amphi_smol::Executor;
pub(crate) use amphi_smol::{JoinHandle, OwnedRuntime as Owner, Sleep, SmolRuntime as Runtime};

use super::shape::Shape;
use crate::Handle;
use crate::handle::Repr;

pub(crate) const IS_COMPILED_IN: bool = true;

/// The smol runtime of the task, closure or wait that calls.
pub(crate) fn running() -> Option<Runtime> {
    Runtime::try_current().ok()
}

/// Whether [`running`] gives one.
#[inline]
pub(crate) fn is_running() -> bool {
    Runtime::is_running_here()
}

/// Whether what [`running`] tells inside a wait is always the runtime that is waited on.
#[inline]
pub(crate) fn marks_its_waits(_: &Runtime) -> bool {
    true
}

/// The process-wide smol runtime.
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
pub(crate) struct Root(Owner);

/// A runtime of this shape; by default it has as many threads as the process may use cores.
pub(crate) fn root(shape: Shape) -> Option<io::Result<Root>> {
    let owner = match shape {
        Shape::OneThread | Shape::OneThreadApart => Owner::single_thread("amphi-current-thread"),
        Shape::Threads(Some(threads)) => Owner::new(threads),
        Shape::Threads(None) => Owner::new(thread::available_parallelism().map_or(1, Into::into)),
    };
    Some(owner.map(Root))
}

impl Root {
    pub(crate) fn handle(&self) -> Handle {
        Handle::from(self.0.handle())
    }

    #[track_caller]
    pub(crate) fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.handle().block_on(future)
    }

    pub(crate) fn end(self, deadline: Duration) -> ShutdownReport {
        end(self.0, deadline)
    }
}

/// Never: while a thread is blocked by a wait, another one runs its tasks.
pub(crate) fn is_driven_here(_: &Runtime) -> bool {
    false
}

impl Handle {
    /// The smol runtime of this process, started at the first call; see
    /// [`SmolRuntime::global`](amphi_smol::SmolRuntime::global).
    ///
    /// # Panics
    /// Where the system refuses its threads, at the caller's location.
    #[track_caller]
    pub fn smol() -> Self {
        Self::from(Runtime::global())
    }
}

impl From<Runtime> for Handle {
    fn from(runtime: Runtime) -> Self {
        Self::of(Repr::Smol(runtime))
    }
}

impl From<&Runtime> for Handle {
    fn from(runtime: &Runtime) -> Self {
        Self::from(runtime.clone())
    }
}

/// The application's own executor, which it runs itself.
impl From<Arc<Executor<'static>>> for Handle {
    fn from(executor: Arc<Executor<'static>>) -> Self {
        Self::from(Runtime::from(executor))
    }
}

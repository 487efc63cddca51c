//! async-std, compiled in: its entry points and what a [`Handle`] can be made of.

use std::future::Future;
use std::io;
use std::time::Duration;

pub(crate) use amphi_async_std::{AsyncStdRuntime as Runtime, JoinHandle, Sleep};

use amphi_core::ShutdownReport;

use super::shape::Shape;
use crate::Handle;
use crate::handle::Repr;

pub(crate) const IS_COMPILED_IN: bool = true;

/// async-std, where its task or a closure or wait of it calls.
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

/// The async-std of this process.
pub(crate) fn start() -> Option<io::Result<Runtime>> {
    Some(Ok(Runtime::global()))
}

/// async-std is one in a process and never ends, so it has no owner.
#[derive(Debug)]
pub(crate) struct Owner(());

/// The async-std of this process; its threads have names of their own.
pub(crate) fn own(_: &str) -> Option<io::Result<(Runtime, Owner)>> {
    Some(Ok((Runtime::global(), Owner(()))))
}

/// It goes on.
pub(crate) fn end(Owner(()): Owner, _: Duration) -> ShutdownReport {
    ShutdownReport::default()
}

/// The async-std of this process, for one future.
pub(crate) struct Root(());

/// It cannot be given a shape.
pub(crate) fn root(shape: Shape) -> Option<io::Result<Root>> {
    Some(match shape {
        Shape::Threads(None) => Ok(Root(())),
        Shape::OneThread | Shape::OneThreadApart => Err(refused(
            "async-std has one runtime in a process, which has many threads: leave `flavor` to it, \
             or take another backend",
        )),
        Shape::Threads(Some(_)) => Err(refused(
            "async-std has one runtime in a process, whose threads the environment variable \
             ASYNC_STD_THREAD_COUNT counts: leave `worker_threads` to that, or take another backend",
        )),
    })
}

fn refused(text: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, text)
}

impl Root {
    pub(crate) fn handle(&self) -> Handle {
        Handle::async_std()
    }

    #[track_caller]
    pub(crate) fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.handle().block_on(future)
    }

    /// It goes on.
    pub(crate) fn end(self, _: Duration) -> ShutdownReport {
        ShutdownReport::default()
    }
}

/// Never: while a thread is blocked by a wait, another one runs its tasks.
pub(crate) fn is_driven_here(_: &Runtime) -> bool {
    false
}

impl Handle {
    /// The async-std of this process.
    pub fn async_std() -> Self {
        Self::from(Runtime::global())
    }
}

impl From<Runtime> for Handle {
    fn from(runtime: Runtime) -> Self {
        Self::of(Repr::AsyncStd(runtime))
    }
}

impl From<&Runtime> for Handle {
    fn from(runtime: &Runtime) -> Self {
        Self::from(*runtime)
    }
}

//! async-std, compiled in: its entry points and what a [`Handle`] can be made of.

use std::io;
use std::time::Duration;

pub(crate) use amphi_async_std::{AsyncStdRuntime as Runtime, JoinHandle, Sleep};

use amphi_core::ShutdownReport;

use crate::Handle;
use crate::handle::Repr;

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

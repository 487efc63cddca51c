//! async-std, compiled in: its entry points and what a [`Handle`] can be made of.

use std::io;

pub(crate) use amphi_async_std::{AsyncStdRuntime as Runtime, JoinHandle, Sleep};

use crate::Handle;
use crate::handle::Repr;

/// async-std, where its task or a closure or wait of it calls.
pub(crate) fn running() -> Option<Runtime> {
    Runtime::try_current().ok()
}

/// The async-std of this process.
pub(crate) fn start() -> Option<io::Result<Runtime>> {
    Some(Ok(Runtime::global()))
}

impl Handle {
    /// The async-std of this process.
    pub fn async_std() -> Self {
        Self::from(Runtime::global())
    }
}

impl From<Runtime> for Handle {
    fn from(runtime: Runtime) -> Self {
        Self(Repr::AsyncStd(runtime))
    }
}

impl From<&Runtime> for Handle {
    fn from(runtime: &Runtime) -> Self {
        Self::from(*runtime)
    }
}

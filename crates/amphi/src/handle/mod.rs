//! [`Handle`]: a runtime that was chosen at run time.

mod select;
mod tools;
mod traits;

use std::fmt;
use std::sync::Arc;

use amphi_core::{DynRuntime, Named, Runtime};

use crate::backend;

/// A runtime, chosen by the application: one of the compiled-in backends, or a stranger's.
///
/// Cloning is as cheap as a reference count. It is an `amphi_core::Runtime` itself. Long-lived
/// objects take a handle when they are built ([`Handle::current`]) and use that one; the free
/// functions of this crate are for straight-line code.
///
/// ```
/// use amphi::Handle;
///
/// /// Works on any runtime, and keeps to the one it was built on.
/// struct Client { runtime: Handle }
///
/// impl Client {
///     fn new() -> Self {
///         Self { runtime: Handle::current() }
///     }
///     async fn answer(&self) -> u32 {
///         self.runtime.spawn_blocking(|| 42).await.unwrap()
///     }
///     /// The same for callers that are not async, or cannot be.
///     fn answer_blocking(&self) -> u32 {
///         self.runtime.block_on(self.answer())
///     }
/// }
/// assert_eq!(Client::new().answer_blocking(), 42);
/// ```
#[derive(Clone)]
pub struct Handle(pub(crate) Repr);

#[derive(Clone)]
pub(crate) enum Repr {
    Tokio(backend::tokio::Runtime),
    Smol(backend::smol::Runtime),
    AsyncStd(backend::async_std::Runtime),
    Custom(Arc<dyn DynRuntime>),
}

/// Calls the same method on whichever runtime a handle is.
macro_rules! each {
    ($handle:expr, $runtime:ident => $call:expr) => {
        match &$handle.0 {
            $crate::handle::Repr::Tokio($runtime) => $call,
            $crate::handle::Repr::Smol($runtime) => $call,
            $crate::handle::Repr::AsyncStd($runtime) => $call,
            $crate::handle::Repr::Custom($runtime) => $call,
        }
    };
}
pub(crate) use each;

impl Handle {
    /// A runtime of your own.
    ///
    /// Its tasks and closures know it as the current one, like those of the backends.
    pub fn custom(runtime: impl Runtime) -> Self {
        Self::from(Arc::new(runtime) as Arc<dyn DynRuntime>)
    }

    /// Which backend it is: `tokio`, `smol`, `async-std`, or what a custom one calls itself.
    pub fn backend(&self) -> Backend<'_> {
        Backend(each!(self, runtime => runtime.name()))
    }

    /// Whether none of its tasks goes on while this thread is blocked, so that a wait for one here
    /// could not end. A custom runtime does not tell.
    pub(crate) fn is_driven_here(&self) -> bool {
        match &self.0 {
            Repr::Tokio(runtime) => backend::tokio::is_driven_here(runtime),
            Repr::Smol(runtime) => backend::smol::is_driven_here(runtime),
            Repr::AsyncStd(runtime) => backend::async_std::is_driven_here(runtime),
            Repr::Custom(_) => false,
        }
    }

    pub(crate) fn of_tokio(runtime: backend::tokio::Runtime) -> Self {
        Self(Repr::Tokio(runtime))
    }

    pub(crate) fn of_smol(runtime: backend::smol::Runtime) -> Self {
        Self(Repr::Smol(runtime))
    }

    pub(crate) fn of_async_std(runtime: backend::async_std::Runtime) -> Self {
        Self(Repr::AsyncStd(runtime))
    }
}

impl From<Arc<dyn DynRuntime>> for Handle {
    fn from(runtime: Arc<dyn DynRuntime>) -> Self {
        Self(Repr::Custom(runtime))
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let runtime: &dyn fmt::Debug = each!(self, runtime => runtime);
        f.debug_tuple("Handle").field(runtime).finish()
    }
}

/// The name of a backend; see [`Handle::backend`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Backend<'a>(&'a str);

impl<'a> Backend<'a> {
    /// The name itself.
    pub const fn as_str(self) -> &'a str {
        self.0
    }
}

impl fmt::Display for Backend<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

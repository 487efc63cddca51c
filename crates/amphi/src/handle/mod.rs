//! [`Handle`]: a runtime that was chosen at run time.

mod detour;
mod select;
mod through;
mod tools;
mod traits;

use std::fmt;
use std::sync::Arc;

use amphi_core::{DynRuntime, Named, Runtime};
use amphi_pool::{Limiter, Pool};

use crate::backend;
use detour::{Detour, limits_may_be};

pub(crate) use detour::may_limits_be;

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
pub struct Handle {
    pub(crate) runtime: Repr,
    /// Where closures do not go straight to the runtime's own threads.
    pub(crate) detour: Option<Arc<Detour>>,
}

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
        match &$handle.runtime {
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

    /// The same runtime, with the closures that are offloaded by this handle on the threads of `pool`
    /// instead of the runtime's own.
    ///
    /// It is the current one, as it was [entered](Self::enter), in the tasks and closures that it starts.
    /// Where it has a pool already, this one takes its place. Where the pool has a
    /// [`queue_limit`](crate::PoolBuilder::queue_limit), calls of [`asyncify`](Self::asyncify) wait for room, where
    /// the handle has no limiter as well; [`spawn_blocking`](Self::spawn_blocking) queues at once.
    ///
    /// ```
    /// use amphi::{Handle, Pool};
    ///
    /// let pool = Pool::builder().name("db").max_threads(2).build()?;
    /// let handle = Handle::current().with_pool(&pool);
    /// let name = handle.spawn_blocking(|| std::thread::current().name().map(String::from));
    /// assert!(name.join().unwrap().unwrap().starts_with("db"));
    /// // In a task of the handle, too.
    /// let name = handle.spawn(async { amphi::spawn_blocking(|| std::thread::current().name().map(String::from)).await });
    /// assert!(name.join().unwrap().unwrap().unwrap().starts_with("db"));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use = "this handle is as it was; the one that is given has the pool"]
    pub fn with_pool(&self, pool: &Pool) -> Self {
        self.detoured(Some(pool), self.limiter())
    }

    /// The same runtime, with no more of the closures that are offloaded by this handle running at a time
    /// than `limiter` has permits, whichever threads they run on; the rest waits in line.
    ///
    /// That is every closure: those of [`spawn_blocking`](Self::spawn_blocking), of
    /// [`asyncify`](Self::asyncify) and of the attribute, and those of the adapters, which hold their permits
    /// while their workers run. It is the current one, as it was [entered](Self::enter), in the tasks and closures
    /// that it starts. Where it has a limiter already, this one takes its place. A closure that waits for
    /// another one [lends its permit](Limiter#closures-that-wait-for-closures).
    ///
    /// A call that brings a permit of its own ([`limited`](crate::Offloaded::limited), [`Limiter::on`]) needs no
    /// second one.
    ///
    /// ```
    /// use amphi::{Handle, asyncify, default_limiter};
    ///
    /// let handle = Handle::current().with_limiter(default_limiter());
    /// let seen = handle.block_on(async { asyncify(|| default_limiter().stats().in_use)().await });
    /// assert_eq!(seen, 1);
    /// ```
    #[must_use = "this handle is as it was; the one that is given has the limiter"]
    pub fn with_limiter(&self, limiter: &Limiter) -> Self {
        self.detoured(self.pool(), Some(limiter))
    }

    /// Which backend it is: `tokio`, `smol`, `async-std`, or what a custom one calls itself.
    pub fn backend(&self) -> Backend<'_> {
        Backend(each!(self, runtime => runtime.name()))
    }

    /// Whether none of its tasks goes on while this thread is blocked, so that a wait for one here
    /// could not end. A custom runtime does not tell.
    pub(crate) fn is_driven_here(&self) -> bool {
        match &self.runtime {
            Repr::Tokio(runtime) => backend::tokio::is_driven_here(runtime),
            Repr::Smol(runtime) => backend::smol::is_driven_here(runtime),
            Repr::AsyncStd(runtime) => backend::async_std::is_driven_here(runtime),
            Repr::Custom(_) => false,
        }
    }

    pub(crate) fn of(runtime: Repr) -> Self {
        Self {
            runtime,
            detour: None,
        }
    }

    pub(crate) fn of_tokio(runtime: backend::tokio::Runtime) -> Self {
        Self::of(Repr::Tokio(runtime))
    }

    pub(crate) fn of_smol(runtime: backend::smol::Runtime) -> Self {
        Self::of(Repr::Smol(runtime))
    }

    pub(crate) fn of_async_std(runtime: backend::async_std::Runtime) -> Self {
        Self::of(Repr::AsyncStd(runtime))
    }
}

impl From<Arc<dyn DynRuntime>> for Handle {
    fn from(runtime: Arc<dyn DynRuntime>) -> Self {
        limits_may_be();
        Self::of(Repr::Custom(runtime))
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let runtime: &dyn fmt::Debug = each!(self, runtime => runtime);
        let mut tuple = f.debug_tuple("Handle");
        tuple.field(runtime);
        if let Some(pool) = self.pool() {
            tuple.field(pool);
        }
        if let Some(limiter) = self.limiter() {
            tuple.field(limiter);
        }
        tuple.finish()
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

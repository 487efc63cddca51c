//! [`SmolRuntime`]: a reference to an executor.

use std::sync::{Arc, Weak};
use std::{env, fmt, io, thread};

use amphi_core::Named;
use async_executor::Executor;
use once_cell::sync::OnceCell;

use crate::count::Count;
use crate::looks::Looks;
use crate::{cover, owned, place};

/// An executor of `async-executor`, with `async-io` and `blocking`, as an `amphi_core::Runtime`.
///
/// Cloning is cheap and gives the same runtime.
#[derive(Clone)]
pub struct SmolRuntime {
    pub(crate) executor: Reference,
}

/// How an executor is held.
#[derive(Clone)]
pub(crate) enum Reference {
    /// The application runs it, on threads that we do not know.
    Application(Arc<Executor<'static>>),
    /// The process-wide one: our threads run it for ever.
    Global(Arc<Executor<'static>>),
    /// Our threads run it, until its owner goes.
    Owned(Arc<Owned>),
}

/// What handles share of a runtime that has an owner.
pub(crate) struct Owned {
    pub(crate) executor: Weak<Executor<'static>>,
    pub(crate) count: Arc<Count>,
    pub(crate) looks: Looks,
}

/// The runtime of the process.
static GLOBAL: OnceCell<SmolRuntime> = OnceCell::new();

impl SmolRuntime {
    /// The runtime of the task, closure or `block_on` that calls.
    ///
    /// # Panics
    /// Where none of this backend runs, at the caller's location; see
    /// [`try_current`](Self::try_current).
    #[track_caller]
    pub fn current() -> Self {
        match Self::try_current() {
            Ok(runtime) => runtime,
            Err(error) => panic!("{error}"),
        }
    }

    /// The runtime of the task, closure or `block_on` that calls, where it is of this backend.
    ///
    /// # Errors
    /// Elsewhere.
    #[inline]
    pub fn try_current() -> Result<Self, NotRunning> {
        place::current().ok_or(NotRunning(()))
    }

    /// Whether a task, closure or `block_on` of this backend calls; at less cost than
    /// [`try_current`](Self::try_current).
    #[inline]
    pub fn is_running_here() -> bool {
        place::is_inside()
    }

    /// The runtime of this process, started at the first call. It lives as long as the process.
    ///
    /// It has as many threads as [`init_global`](Self::init_global) said, else as the environment
    /// variable `SMOL_THREADS` says, else as the process may use cores.
    ///
    /// # Panics
    /// Where the system refuses its threads, at the caller's location; see
    /// [`try_global`](Self::try_global).
    #[track_caller]
    pub fn global() -> Self {
        match Self::try_global() {
            Ok(runtime) => runtime,
            Err(error) => panic!("cannot start the process-wide smol runtime: {error}"),
        }
    }

    /// Like [`global`](Self::global), with an error where the system refuses its threads.
    ///
    /// # Errors
    /// What the system says; the next call tries again.
    pub fn try_global() -> io::Result<Self> {
        GLOBAL
            .get_or_try_init(|| owned::start_global(default_threads()))
            .cloned()
    }

    /// Starts the runtime of this process with this many threads.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] with [`GlobalStarted`] inside where it runs already, and
    /// those of [`OwnedRuntime::new`](crate::OwnedRuntime::new).
    pub fn init_global(threads: usize) -> io::Result<Self> {
        let mut first = false;
        let global = GLOBAL.get_or_try_init(|| {
            first = true;
            owned::start_global(threads)
        })?;
        if first {
            Ok(global.clone())
        } else {
            Err(io::Error::new(
                io::ErrorKind::AlreadyExists,
                GlobalStarted(()),
            ))
        }
    }

    /// The executor, where it has not gone.
    pub(crate) fn executor(&self) -> Option<Arc<Executor<'static>>> {
        match &self.executor {
            Reference::Application(executor) | Reference::Global(executor) => {
                Some(executor.clone())
            }
            Reference::Owned(owned) => owned.executor.upgrade(),
        }
    }

    /// What its threads know of each other, where they are ours.
    pub(crate) fn looks(&self) -> Option<&Looks> {
        static GLOBAL: Looks = Looks::new();
        match &self.executor {
            Reference::Application(_) => None,
            Reference::Global(_) => Some(&GLOBAL),
            Reference::Owned(owned) => Some(&owned.looks),
        }
    }
}

impl Owned {
    /// Whether the executor has gone, so that nothing new may start.
    pub(crate) fn has_gone(&self) -> bool {
        self.count.is_closed() || self.executor.strong_count() == 0
    }
}

/// The application runs this executor itself, on one or more threads of its own.
///
/// While a wait blocks a thread, another runs the executor, since it may be the only one that did.
impl From<Arc<Executor<'static>>> for SmolRuntime {
    fn from(executor: Arc<Executor<'static>>) -> Self {
        cover::register();
        Self {
            executor: Reference::Application(executor),
        }
    }
}

impl Named for SmolRuntime {
    fn name(&self) -> &str {
        "smol"
    }
}

impl fmt::Debug for SmolRuntime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let executor = match &self.executor {
            Reference::Application(_) => "the application's",
            Reference::Global(_) => "process-wide",
            Reference::Owned(..) => "owned",
        };
        f.debug_struct("SmolRuntime")
            .field("executor", &executor)
            .finish()
    }
}

/// How many threads the runtime of the process gets where nobody says.
fn default_threads() -> usize {
    let said = env::var("SMOL_THREADS")
        .ok()
        .and_then(|said| said.parse().ok());
    said.filter(|&threads| threads > 0)
        .or_else(|| thread::available_parallelism().ok().map(Into::into))
        .unwrap_or(1)
}

/// The calling code does not run on this backend.
#[derive(Debug)]
pub struct NotRunning(());

impl fmt::Display for NotRunning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "no smol runtime of amphi runs here; call this from a task, or use \
             `SmolRuntime::global()` or `SmolRuntime::from(executor)`",
        )
    }
}

impl std::error::Error for NotRunning {}

/// The process-wide runtime runs already, with its number of threads.
#[derive(Debug)]
pub struct GlobalStarted(());

impl fmt::Display for GlobalStarted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the process-wide smol runtime runs already; call `SmolRuntime::init_global` first \
             thing in `main`",
        )
    }
}

impl std::error::Error for GlobalStarted {}

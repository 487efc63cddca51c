//! Which kind of tokio thread this is, and whose context a wait on it may use.
//!
//! The facts are those of tokio 1.54: `worker_index()` is `Some` on the workers of a multi-thread
//! runtime and on the thread that drives a current-thread one, and `None` on blocking threads, on
//! the thread of a multi-thread `Runtime::block_on`, and on all others. Which of the two it is,
//! only `Handle::current()` tells, and that follows every `enter`; so what was found is kept for
//! as long as a wait of ours is on the stack.

use std::cell::Cell;
use std::io;

use amphi_core::{BlockOnError, BlockOnErrorKind};
use once_cell::sync::OnceCell;
use tokio::runtime::{self, Builder, Handle, Runtime, RuntimeFlavor};

thread_local! {
    /// What the outermost wait on this thread found, while one is on the stack.
    static HERE: Cell<Option<Place>> = const { Cell::new(None) };
}

/// What blocking this thread would stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// No tasks of tokio: a plain thread, a blocking thread, a multi-thread root.
    Free,
    /// A worker of a multi-thread runtime; its tasks can be moved.
    Worker,
    /// The one thread that drives this current-thread runtime.
    CurrentThread(runtime::Id),
}

impl Place {
    /// Looks where this thread is.
    pub(crate) fn here() -> Self {
        HERE.get().unwrap_or_else(Self::look)
    }

    fn look() -> Self {
        if runtime::worker_index().is_none() {
            return Self::Free;
        }
        let Ok(handle) = Handle::try_current() else {
            return Self::Free;
        };
        match handle.runtime_flavor() {
            RuntimeFlavor::CurrentThread => Self::CurrentThread(handle.id()),
            _ => Self::Worker,
        }
    }

    /// Keeps this as the answer of [`here`](Self::here) until the guard is dropped.
    pub(crate) fn enter(self) -> Entered {
        Entered(HERE.replace(Some(self)))
    }

    fn is_parked(self, handle: &Handle) -> bool {
        self.drives(handle.id())
    }

    fn drives(self, id: runtime::Id) -> bool {
        matches!(self, Self::CurrentThread(parked) if parked == id)
    }
}

/// Puts back what the wait around this one had found.
pub(crate) struct Entered(Option<Place>);

impl Drop for Entered {
    fn drop(&mut self) {
        HERE.set(self.0);
    }
}

/// The context in which a wait for `handle`'s runtime may poll on this thread.
///
/// That is the runtime itself, unless this very thread drives it and is about to stop doing so:
/// what registers with it then would never be woken, so the helper's context stands in.
pub(crate) fn context(here: Place, handle: &Handle) -> Result<&Handle, BlockOnError> {
    if here.is_parked(handle) {
        helper().map_err(|error| refused(&error))
    } else {
        Ok(handle)
    }
}

/// The runtime for a task that is spawned on `handle` here: the helper while this thread has
/// stopped driving `handle`'s, so that a wait for the new task can end.
pub(crate) fn host(handle: &Handle) -> &Handle {
    match HERE.get() {
        Some(here @ Place::CurrentThread(_)) if here.is_parked(handle) => {
            helper().unwrap_or(handle)
        }
        _ => handle,
    }
}

/// The context of one small runtime for the whole process, for waits on current-thread runtimes.
///
/// Its single worker drives timers and sockets; what is polled stays on the waiting threads.
fn helper() -> io::Result<&'static Handle> {
    static HELPER: OnceCell<Runtime> = OnceCell::new();
    let start = || {
        Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("amphi-helper")
            .enable_all()
            .build()
    };
    HELPER.get_or_try_init(start).map(Runtime::handle)
}

fn refused(error: &io::Error) -> BlockOnError {
    BlockOnError::new(BlockOnErrorKind::Exhausted).with_detail(format!(
        "the helper for waits on current-thread runtimes: {error}"
    ))
}

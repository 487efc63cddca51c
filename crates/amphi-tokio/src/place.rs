//! Which kind of tokio thread this is, and whose context a wait on it may use.
//!
//! The facts are those of tokio 1.54: `worker_index()` is `Some` on the workers of a multi-thread
//! runtime and on the thread that drives a current-thread one, and `None` on blocking threads, on
//! the thread of a multi-thread `Runtime::block_on`, and on all others. Which of the two it is,
//! only `Handle::current()` tells, and that follows every `enter`; so what was found is kept for
//! as long as a wait of ours is on the stack.

use std::cell::{Cell, RefCell};

use amphi_core::BlockOnError;
use tokio::runtime::{self, Handle, Id, RuntimeFlavor};

use crate::helper;

thread_local! {
    /// What the wait on this thread found, while one is on the stack.
    static HERE: Cell<Option<Kept>> = const { Cell::new(None) };
    /// Whose worker this thread was when a wait last looked, and its handle: kept, since a value
    /// with a destructor costs more to set than all the rest of a ready wait. A worker belongs to
    /// its runtime until the thread ends, or goes idle in the pool.
    static WORKER_OF: Cell<Option<Id>> = const { Cell::new(None) };
    static WORKER: RefCell<Option<Handle>> = const { RefCell::new(None) };
}

/// What blocking this thread would stop.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// No tasks of tokio: a plain thread, a blocking thread, a multi-thread root.
    Free,
    /// A worker whose tasks another thread has already.
    Covered,
    /// A worker of this multi-thread runtime; its tasks can be moved.
    Worker(Handle),
    /// The one thread that drives this current-thread runtime, where no other handle that was
    /// entered hides which it is.
    CurrentThread(Option<Id>),
}

/// The same, as it is kept.
#[derive(Clone, Copy)]
enum Kept {
    Free,
    Covered,
    Worker,
    CurrentThread(Id),
    /// A handle that was entered hides which one it is.
    SomeCurrentThread,
}

impl Place {
    /// Looks where this thread is.
    #[inline]
    pub(crate) fn here() -> Self {
        HERE.get().map_or_else(Self::look, Self::kept)
    }

    fn look() -> Self {
        if runtime::worker_index().is_none() {
            return Self::Free;
        }
        let Ok(handle) = Handle::try_current() else {
            return Self::Free;
        };
        match handle.runtime_flavor() {
            RuntimeFlavor::CurrentThread => Self::CurrentThread(Some(handle.id())),
            _ => Self::Worker(handle),
        }
    }

    fn kept(kept: Kept) -> Self {
        match kept {
            Kept::Free => Self::Free,
            Kept::Covered => Self::Covered,
            Kept::Worker => WORKER
                .try_with(|worker| worker.borrow().clone())
                .ok()
                .flatten()
                .map_or(Self::Free, Self::Worker),
            Kept::CurrentThread(id) => Self::CurrentThread(Some(id)),
            Kept::SomeCurrentThread => Self::CurrentThread(None),
        }
    }

    /// Where this thread is, where no wait of this backend has looked yet and it drives a
    /// current-thread runtime.
    pub(crate) fn newly_parked() -> Option<Self> {
        if runtime::worker_index().is_none() || HERE.get().is_some() {
            return None;
        }
        let here = Self::look();
        matches!(here, Self::CurrentThread(_)).then_some(here)
    }

    /// Keeps this as the answer of [`here`](Self::here) until the guard is dropped.
    #[inline]
    pub(crate) fn enter(self) -> Entered {
        let here = match self {
            Self::Free => Kept::Free,
            Self::Covered => Kept::Covered,
            Self::Worker(handle) => {
                if WORKER_OF.get() != Some(handle.id()) {
                    remember(handle);
                }
                Kept::Worker
            }
            Self::CurrentThread(id) => id.map_or(Kept::SomeCurrentThread, Kept::CurrentThread),
        };
        Entered(HERE.replace(Some(here)))
    }

    /// Forgets until the guard is dropped what a wait around has found: another runtime may be driven here.
    pub(crate) fn forget() -> Entered {
        Entered(HERE.replace(None))
    }

    /// The same for a wait. Where there is nothing to stop it leaves no trace: what is entered
    /// inside the wait does not change that.
    #[inline]
    pub(crate) fn enter_for_wait(self) -> Option<Entered> {
        match self {
            Self::Free => None,
            here => Some(here.enter()),
        }
    }

    /// Whether this thread drives `handle`'s runtime, alone.
    #[inline]
    pub(crate) fn drives(&self, handle: &Handle) -> bool {
        matches!(self, Self::CurrentThread(Some(parked)) if *parked == handle.id())
    }
}

/// Puts back what the wait around this one had found.
pub(crate) struct Entered(Option<Kept>);

impl Drop for Entered {
    #[inline]
    fn drop(&mut self) {
        HERE.set(self.0);
    }
}

/// Keeps the runtime of the worker that this thread is.
#[cold]
fn remember(handle: Handle) {
    WORKER_OF.set(Some(handle.id()));
    // At a thread's end the store may have gone; a wait then blocks it as it is.
    drop(WORKER.try_with(|worker| worker.replace(Some(handle))));
}

/// The context in which a wait for `handle`'s runtime may poll on this thread.
///
/// That is the runtime itself, unless this very thread drives it and is about to stop doing so:
/// what registers with it then would never be woken, so the helper's context stands in.
#[inline]
pub(crate) fn context<'a>(here: &Place, handle: &'a Handle) -> Result<&'a Handle, BlockOnError> {
    if here.drives(handle) {
        helper::handle().map_err(helper::refused)
    } else {
        Ok(handle)
    }
}

/// The runtime for a task that is spawned on `handle` here: the helper while this thread has
/// stopped driving `handle`'s, so that a wait for the new task can end.
#[inline]
pub(crate) fn host(handle: &Handle) -> &Handle {
    match HERE.get() {
        Some(Kept::CurrentThread(parked)) => instead_of(handle, parked),
        _ => handle,
    }
}

#[cold]
fn instead_of(handle: &Handle, parked: Id) -> &Handle {
    if parked == handle.id() {
        helper::handle().unwrap_or(handle)
    } else {
        handle
    }
}

/// Whether a wait of ours is on this thread's stack that stops a worker: its timers belong to the
/// helper then, since the runtime's own are looked at too rarely, or not at all.
pub(crate) fn is_nested() -> bool {
    !matches!(HERE.get(), None | Some(Kept::Free))
}

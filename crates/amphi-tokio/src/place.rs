//! Which kind of tokio thread this is, and whose context a wait on it may use.
//!
//! The facts are those of tokio 1.54: `worker_index()` is `Some` on the workers of a multi-thread
//! runtime and on the thread that drives a current-thread one, and `None` on blocking threads, on
//! the thread of a multi-thread `Runtime::block_on`, and on all others. Which of the two it is,
//! only `Handle::current()` tells, and that follows every `enter`; so what was found is kept for
//! as long as a wait of ours is on the stack.

use std::cell::RefCell;

use amphi_core::BlockOnError;
use tokio::runtime::{self, Handle, RuntimeFlavor};

use crate::helper;

thread_local! {
    /// What the wait on this thread found, while one is on the stack.
    static HERE: RefCell<Option<Place>> = const { RefCell::new(None) };
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
    /// The one thread that drives this current-thread runtime; its handle may be hidden by another
    /// one that was entered.
    CurrentThread(Option<Handle>),
}

impl Place {
    /// Looks where this thread is.
    pub(crate) fn here() -> Self {
        HERE.with_borrow(Option::clone).unwrap_or_else(Self::look)
    }

    fn look() -> Self {
        if runtime::worker_index().is_none() {
            return Self::Free;
        }
        let Ok(handle) = Handle::try_current() else {
            return Self::Free;
        };
        match handle.runtime_flavor() {
            RuntimeFlavor::CurrentThread => Self::CurrentThread(Some(handle)),
            _ => Self::Worker(handle),
        }
    }

    /// Where this thread is, where no wait of this backend has looked yet and it drives a
    /// current-thread runtime.
    pub(crate) fn newly_parked() -> Option<Self> {
        if runtime::worker_index().is_none() || HERE.with_borrow(Option::is_some) {
            return None;
        }
        let here = Self::look();
        matches!(here, Self::CurrentThread(_)).then_some(here)
    }

    /// Keeps this as the answer of [`here`](Self::here) until the guard is dropped.
    pub(crate) fn enter(self) -> Entered {
        Entered(HERE.replace(Some(self)))
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
    pub(crate) fn drives(&self, handle: &Handle) -> bool {
        matches!(self, Self::CurrentThread(Some(parked)) if parked.id() == handle.id())
    }
}

/// Puts back what the wait around this one had found.
pub(crate) struct Entered(Option<Place>);

impl Drop for Entered {
    fn drop(&mut self) {
        HERE.set(self.0.take());
    }
}

/// The context in which a wait for `handle`'s runtime may poll on this thread.
///
/// That is the runtime itself, unless this very thread drives it and is about to stop doing so:
/// what registers with it then would never be woken, so the helper's context stands in.
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
    let drives = |here: &Option<Place>| here.as_ref().is_some_and(|here| here.drives(handle));
    if HERE.with_borrow(drives) {
        helper::handle().unwrap_or(handle)
    } else {
        handle
    }
}

/// Whether a wait of ours is on this thread's stack that stops a worker: its timers belong to the
/// helper then, since the runtime's own are looked at too rarely, or not at all.
pub(crate) fn is_nested() -> bool {
    HERE.with_borrow(|here| !matches!(here, None | Some(Place::Free)))
}

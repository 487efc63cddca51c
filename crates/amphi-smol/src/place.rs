//! What this thread knows of the runtime that runs on it.
//!
//! Two answers are kept, since they differ: whose code runs here (also in closures and waits), and
//! whose executor would stop if this thread blocked (only on its threads, and not while another
//! thread covers for it).

use std::cell::RefCell;

use crate::SmolRuntime;

thread_local! {
    /// Whose task, closure or wait runs on this thread.
    static CURRENT: RefCell<Option<SmolRuntime>> = const { RefCell::new(None) };
    /// Whose executor this thread is needed for.
    static WORKER: RefCell<Option<SmolRuntime>> = const { RefCell::new(None) };
}

/// The runtime whose code runs on this thread.
pub(crate) fn current() -> Option<SmolRuntime> {
    CURRENT
        .try_with(|current| current.borrow().clone())
        .ok()
        .flatten()
}

/// The runtime whose executor would stop if this thread blocked.
pub(crate) fn worker() -> Option<SmolRuntime> {
    WORKER
        .try_with(|worker| worker.borrow().clone())
        .ok()
        .flatten()
}

/// `runtime`'s code runs on this thread until the guard is dropped.
#[inline]
pub(crate) fn enter(runtime: SmolRuntime) -> Entered {
    let outer = CURRENT.try_with(|current| current.replace(Some(runtime)));
    Entered(outer.ok().flatten())
}

/// `runtime`'s executor needs this thread until the guard is dropped; with `None`, no executor
/// does, since another thread covers for it.
pub(crate) fn work_for(runtime: Option<SmolRuntime>) -> Working {
    let outer = WORKER.try_with(|worker| worker.replace(runtime));
    Working(outer.ok().flatten())
}

/// Puts back whose code ran here before, also after a panic.
pub(crate) struct Entered(Option<SmolRuntime>);

impl Drop for Entered {
    #[inline]
    fn drop(&mut self) {
        let outer = self.0.take();
        drop(CURRENT.try_with(|current| current.replace(outer)));
    }
}

/// Puts back whose executor needed this thread before.
pub(crate) struct Working(Option<SmolRuntime>);

impl Drop for Working {
    fn drop(&mut self) {
        let outer = self.0.take();
        drop(WORKER.try_with(|worker| worker.replace(outer)));
    }
}

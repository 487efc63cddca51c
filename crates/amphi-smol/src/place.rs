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

type Place = std::thread::LocalKey<RefCell<Option<SmolRuntime>>>;

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
pub(crate) fn enter(runtime: SmolRuntime) -> Entered {
    Entered::new(&CURRENT, Some(runtime))
}

/// `runtime`'s executor needs this thread until the guard is dropped; with `None`, no executor
/// does, since another thread covers for it.
pub(crate) fn work_for(runtime: Option<SmolRuntime>) -> Entered {
    Entered::new(&WORKER, runtime)
}

/// Puts back what was there before, also after a panic.
pub(crate) struct Entered {
    place: &'static Place,
    outer: Option<SmolRuntime>,
}

impl Entered {
    fn new(place: &'static Place, runtime: Option<SmolRuntime>) -> Self {
        let outer = place
            .try_with(|place| place.replace(runtime))
            .ok()
            .flatten();
        Self { place, outer }
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let outer = self.outer.take();
        drop(self.place.try_with(|place| place.replace(outer)));
    }
}

//! What this thread knows of the runtime that runs on it.
//!
//! Two answers are kept, since they differ: whose code runs here (also in closures and waits), and
//! whose executor would stop if this thread blocked (only on its threads, and not while another
//! thread covers for it).

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use crate::SmolRuntime;
use crate::runtime::Reference;

thread_local! {
    /// Whose task, closure or wait runs on this thread.
    static CURRENT: Current = const { Current { runtime: Cell::new(None), spare: Cell::new(None) } };
    /// Whose executor this thread is needed for.
    static WORKER: RefCell<Option<SmolRuntime>> = const { RefCell::new(None) };
}

/// Whether any runs here.
#[inline]
pub(crate) fn is_inside() -> bool {
    let is_inside = CURRENT.try_with(|current| {
        let runtime = current.runtime.take();
        let is_inside = runtime.is_some();
        current.runtime.set(runtime);
        is_inside
    });
    is_inside.unwrap_or(false)
}

struct Current {
    runtime: Cell<Option<SmolRuntime>>,
    /// What the last wait has entered. The next one is mostly on the same runtime, and to count one
    /// reference more, and less, costs as much as all the rest of a ready wait.
    spare: Cell<Option<SmolRuntime>>,
}

/// The runtime whose code runs on this thread.
#[inline]
pub(crate) fn current() -> Option<SmolRuntime> {
    let cloned = CURRENT.try_with(|current| {
        let runtime = current.runtime.take();
        let cloned = runtime.clone();
        current.runtime.set(runtime);
        cloned
    });
    cloned.ok().flatten()
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
    let outer = CURRENT.try_with(|current| current.runtime.replace(Some(runtime)));
    Entered(outer.ok().flatten())
}

/// The same for a wait.
#[inline]
pub(crate) fn enter_for_wait(runtime: &SmolRuntime) -> EnteredForWait {
    let outer = CURRENT.try_with(|current| {
        let entered = match current.spare.take() {
            Some(spare) if is_same(&spare, runtime) => spare,
            _ => runtime.clone(),
        };
        current.runtime.replace(Some(entered))
    });
    EnteredForWait(outer.ok().flatten())
}

/// Whether they are one, and may be kept: an application's executor goes with its last reference.
#[inline]
fn is_same(one: &SmolRuntime, other: &SmolRuntime) -> bool {
    match (&one.executor, &other.executor) {
        (Reference::Owned(one), Reference::Owned(other)) => Arc::ptr_eq(one, other),
        (Reference::Global(_), Reference::Global(_)) => true,
        _ => false,
    }
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
        drop(CURRENT.try_with(|current| current.runtime.replace(outer)));
    }
}

/// Puts back whose code ran here before, and keeps what ran for the next wait.
pub(crate) struct EnteredForWait(Option<SmolRuntime>);

impl Drop for EnteredForWait {
    #[inline]
    fn drop(&mut self) {
        let outer = self.0.take();
        let dropped = CURRENT.try_with(|current| {
            let entered = current.runtime.replace(outer);
            match &entered {
                Some(runtime) if is_same(runtime, runtime) => current.spare.replace(entered),
                _ => entered,
            }
        });
        drop(dropped);
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

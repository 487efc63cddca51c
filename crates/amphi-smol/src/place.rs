//! What this thread knows of the runtime that runs on it.
//!
//! Two answers are kept, since they differ: whose code runs here (also in closures and waits), and
//! whose executor would stop if this thread blocked (only on its threads, and not while another
//! thread covers for it).
//!
//! A task of an application's executor gives both at each poll, so it only lends its reference meanwhile:
//! to count one more, and less, costs as much as all the rest of the mark.

use std::cell::Cell;
use std::mem;
use std::sync::{Arc, Weak};
use std::thread::LocalKey;

use async_executor::Executor;

use crate::SmolRuntime;
use crate::runtime::Reference;

thread_local! {
    static PLACE: Place = const {
        Place {
            current: Cell::new(None),
            worker: Cell::new(None),
            task: Cell::new(Weak::new()),
            spare: Cell::new(None),
        }
    };
    /// Whether the task tells whose code runs here. Apart from the rest, since nothing has to be dropped:
    /// so it costs a wait next to nothing.
    static IS_TASKS: Cell<bool> = const { Cell::new(false) };
    /// Whether it tells whose executor this thread is needed for.
    static WORKS_FOR_TASKS: Cell<bool> = const { Cell::new(false) };
    /// Where the application's executor is that another thread covers for, while this one waits.
    static COVERED: Cell<Option<usize>> = const { Cell::new(None) };
}

struct Place {
    /// Whose closure, wait or thread this is; where the task does not tell.
    current: Cell<Option<SmolRuntime>>,
    /// Whose executor this thread is needed for; likewise.
    worker: Cell<Option<SmolRuntime>>,
    /// The executor of the innermost task of an application's executor.
    task: Cell<Weak<Executor<'static>>>,
    /// What the last wait has entered. The next one is mostly on the same runtime, and to count one
    /// reference more, and less, costs as much as all the rest of a ready wait.
    spare: Cell<Option<SmolRuntime>>,
}

/// Looks at what is in `cell`.
#[inline]
fn with<T: Default, R>(cell: &Cell<T>, look: impl FnOnce(&T) -> R) -> R {
    let value = cell.take();
    let seen = look(&value);
    cell.set(value);
    seen
}

impl Place {
    /// The executor of the task, where it has not gone.
    #[cold]
    fn task(&self) -> Option<SmolRuntime> {
        let executor = with(&self.task, Weak::upgrade)?;
        Some(SmolRuntime {
            executor: Reference::Application(executor),
        })
    }

    /// Swaps the reference of a task with that of the one around it.
    #[inline]
    fn lend(&self, executor: &mut Weak<Executor<'static>>) {
        *executor = self.task.replace(mem::take(executor));
    }
}

/// Whether any runs here.
#[inline]
pub(crate) fn is_inside() -> bool {
    let is_inside = PLACE.try_with(|place| {
        if IS_TASKS.get() {
            place.task().is_some()
        } else {
            with(&place.current, Option::is_some)
        }
    });
    is_inside.unwrap_or(false)
}

/// The runtime whose code runs on this thread.
#[inline]
pub(crate) fn current() -> Option<SmolRuntime> {
    told(&IS_TASKS, |place| &place.current)
}

/// The runtime whose executor would stop if this thread blocked.
#[inline]
pub(crate) fn worker() -> Option<SmolRuntime> {
    told(&WORKS_FOR_TASKS, |place| &place.worker)
}

/// What the task tells, where `is_tasks`, and what is kept otherwise.
#[inline]
fn told(
    is_tasks: &'static LocalKey<Cell<bool>>,
    kept: impl FnOnce(&Place) -> &Cell<Option<SmolRuntime>>,
) -> Option<SmolRuntime> {
    let cloned = PLACE.try_with(|place| {
        if is_tasks.get() {
            place.task()
        } else {
            with(kept(place), Option::clone)
        }
    });
    cloned.ok().flatten()
}

/// A task of `executor` runs on this thread, which that needs, until the guard is dropped. Nobody's does
/// where it has gone.
#[inline]
pub(crate) fn enter_task<'a>(executor: &'a mut Weak<Executor<'static>>) -> InTask<'a> {
    // Where the place has gone already, nothing is lent.
    let _ = PLACE.try_with(|place| place.lend(executor));
    InTask {
        lent: executor,
        is_tasks: IS_TASKS.replace(true),
        works_for_tasks: WORKS_FOR_TASKS.replace(true),
    }
}

/// `runtime`'s code runs on this thread until the guard is dropped.
#[inline]
pub(crate) fn enter(runtime: SmolRuntime) -> Entered {
    let outer = PLACE.try_with(|place| place.current.replace(Some(runtime)));
    Entered {
        outer: outer.ok().flatten(),
        is_tasks: IS_TASKS.replace(false),
    }
}

/// The same for a wait, which is too short for a call.
#[inline(always)]
pub(crate) fn enter_for_wait(runtime: &SmolRuntime) -> EnteredForWait {
    let outer = PLACE.try_with(|place| {
        let entered = match place.spare.take() {
            Some(spare) if is_same(&spare, runtime) => spare,
            _ => runtime.clone(),
        };
        place.current.replace(Some(entered))
    });
    EnteredForWait {
        outer: outer.ok().flatten(),
        is_tasks: IS_TASKS.replace(false),
    }
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

/// `runtime`'s executor needs this thread until the guard is dropped.
pub(crate) fn work_for(runtime: SmolRuntime) -> Working {
    work(Some(runtime), None)
}

/// No executor needs this thread until the guard is dropped: another one covers for `runtime`'s.
pub(crate) fn covered(runtime: &SmolRuntime) -> Working {
    work(None, address(runtime))
}

/// Whether another thread covers for `runtime`'s executor here, where that is an application's.
pub(crate) fn is_covered(runtime: &SmolRuntime) -> bool {
    let covered = COVERED.get();
    covered.is_some() && covered == address(runtime)
}

fn address(runtime: &SmolRuntime) -> Option<usize> {
    match &runtime.executor {
        Reference::Application(executor) => Some(Arc::as_ptr(executor).addr()),
        Reference::Global(_) | Reference::Owned(_) => None,
    }
}

fn work(worker: Option<SmolRuntime>, covered: Option<usize>) -> Working {
    let outer = PLACE.try_with(|place| place.worker.replace(worker));
    Working {
        outer: outer.ok().flatten(),
        works_for_tasks: WORKS_FOR_TASKS.replace(false),
        covered: COVERED.replace(covered),
    }
}

/// Puts back whose task ran here before, also after a panic, and gives the task its reference back.
pub(crate) struct InTask<'a> {
    lent: &'a mut Weak<Executor<'static>>,
    is_tasks: bool,
    works_for_tasks: bool,
}

impl Drop for InTask<'_> {
    #[inline]
    fn drop(&mut self) {
        IS_TASKS.set(self.is_tasks);
        WORKS_FOR_TASKS.set(self.works_for_tasks);
        let _ = PLACE.try_with(|place| place.lend(self.lent));
    }
}

/// Puts back whose code ran here before, also after a panic.
pub(crate) struct Entered {
    outer: Option<SmolRuntime>,
    is_tasks: bool,
}

impl Drop for Entered {
    #[inline]
    fn drop(&mut self) {
        IS_TASKS.set(self.is_tasks);
        let outer = self.outer.take();
        drop(PLACE.try_with(|place| place.current.replace(outer)));
    }
}

/// Puts back whose code ran here before, and keeps what ran for the next wait.
pub(crate) struct EnteredForWait {
    outer: Option<SmolRuntime>,
    is_tasks: bool,
}

impl Drop for EnteredForWait {
    #[inline(always)]
    fn drop(&mut self) {
        IS_TASKS.set(self.is_tasks);
        // Where the store has gone both swaps do nothing.
        let _ = PLACE.try_with(|place| {
            let entered = place.current.replace(self.outer.take());
            let dropped = match &entered {
                Some(runtime) if is_same(runtime, runtime) => place.spare.replace(entered),
                _ => entered,
            };
            if dropped.is_some() {
                let_go(dropped);
            }
        });
    }
}

/// Mostly nothing: apart.
#[cold]
fn let_go(runtime: Option<SmolRuntime>) {
    drop(runtime);
}

/// Puts back whose executor needed this thread before.
pub(crate) struct Working {
    outer: Option<SmolRuntime>,
    works_for_tasks: bool,
    covered: Option<usize>,
}

impl Drop for Working {
    fn drop(&mut self) {
        WORKS_FOR_TASKS.set(self.works_for_tasks);
        COVERED.set(self.covered);
        let outer = self.outer.take();
        drop(PLACE.try_with(|place| place.worker.replace(outer)));
    }
}

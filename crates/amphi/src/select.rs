//! Which runtime is the current one.
//!
//! In this order: the handle that was entered on this thread; what runs here (each backend tells);
//! the application's default; the runtime of its `amphi::main`, while that runs; what `AMPHI_RUNTIME` names; smol, async-std, tokio, whichever is
//! compiled in. smol and async-std know their own tasks and are asked before tokio: a tokio context
//! may be entered around them for the sake of tokio's types, never the other way round.

use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::sync::OnceLock;

use crate::env::{self, Name};
use crate::handle::Repr;
use crate::{DefaultSet, Handle, NoRuntime, backend, entry};

thread_local! {
    /// What was entered on this thread; the last one that is still held counts.
    static ENTERED: RefCell<Vec<Option<Entry>>> = const { RefCell::new(Vec::new()) };
    /// Its length: a number costs less to look at.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    /// What a wait on this thread is on that began where nothing was entered. Of tokio only, since the others'
    /// waits are [found](is_found_in_waits), and one type costs less to keep.
    static WAITED: Cell<Option<backend::tokio::Runtime>> = const { Cell::new(None) };
    /// Whether there is such a wait.
    static WAITS: Cell<bool> = const { Cell::new(false) };
}

/// A handle that was entered.
struct Entry {
    handle: Handle,
    /// Whether that was for a task or a wait of it, and not at the user's wish.
    is_running: bool,
}

static DEFAULT: OnceLock<Handle> = OnceLock::new();

/// The current runtime.
#[inline]
pub(crate) fn current() -> Result<Handle, NoRuntime> {
    match chosen() {
        Some(handle) => Ok(handle),
        None => fallback(start),
    }
}

/// The current runtime, where one was entered, runs here, was set as default or is that of `main`.
#[inline]
pub(crate) fn chosen() -> Option<Handle> {
    // Not one chain: a handle is moved at each link of it.
    if let Some(handle) = entered() {
        return Some(handle);
    }
    if let Some(runtime) = backend::smol::running() {
        return Some(Handle::of_smol(runtime));
    }
    running_elsewhere().or_else(by_default)
}

/// What was set as default, or is that of `main`.
#[cold]
fn by_default() -> Option<Handle> {
    DEFAULT.get().cloned().or_else(entry::default::current)
}

pub(crate) fn set_default(handle: Handle) -> Result<(), DefaultSet> {
    DEFAULT.set(handle).map_err(DefaultSet)
}

/// The handle that was entered on this thread.
fn entered() -> Option<Handle> {
    if DEPTH.get() == 0 {
        return WAITS.get().then(waited)?.map(Handle::of_tokio);
    }
    // At a thread's end the store may have gone; then nothing is entered.
    ENTERED
        .try_with(|entered| {
            let entered = entered.borrow();
            Some(entered.last()?.as_ref()?.handle.clone())
        })
        .ok()
        .flatten()
}

/// The runtime that a wait on this thread is on; what was entered since comes before it.
#[cold]
fn waited() -> Option<backend::tokio::Runtime> {
    let waited = WAITED.try_with(|waited| {
        let runtime = waited.take();
        let clone = runtime.clone();
        waited.set(runtime);
        clone
    });
    waited.ok().flatten()
}

/// Makes `handle` the current one for a wait on it, where that is not [found](is_found_in_waits) by itself:
/// the ready wait is too short for more, or for a call.
#[inline(always)]
pub(crate) fn enter_for_wait(handle: &Handle) -> InWait {
    if is_found_in_waits(handle) {
        return InWait::Found;
    }
    match &handle.runtime {
        Repr::Tokio(runtime) if handle.detour.is_none() && DEPTH.get() == 0 && !WAITS.get() => {
            WAITS.set(true);
            // At a thread's end the store may have gone; then the backend's own mark has to do.
            let _ = WAITED.try_with(|waited| waited.set(Some(runtime.clone())));
            InWait::Waited(Waited(PhantomData))
        }
        _ => InWait::Entered(enter(handle)),
    }
}

#[cold]
fn enter(handle: &Handle) -> EnterGuard {
    EnterGuard::running(handle.clone())
}

/// How the current runtime is known inside a wait; held until that ends.
pub(crate) enum InWait {
    Found,
    Waited(Waited),
    Entered(#[expect(dead_code, reason = "held")] EnterGuard),
}

/// Forgets the runtime of the wait that began where nothing was entered.
pub(crate) struct Waited(PhantomData<*const ()>);

impl Drop for Waited {
    #[inline]
    fn drop(&mut self) {
        WAITS.set(false);
        drop(WAITED.try_with(Cell::take));
    }
}

/// Whether a wait on `handle` that begins on this thread finds it by the mark that its backend sets.
#[inline]
pub(crate) fn is_found_in_waits(handle: &Handle) -> bool {
    handle.detour.is_none()
        && DEPTH.get() == 0
        && !WAITS.get()
        && match &handle.runtime {
            Repr::Smol(runtime) => backend::smol::marks_its_waits(runtime),
            Repr::AsyncStd(runtime) => {
                backend::async_std::marks_its_waits(runtime) && !backend::smol::is_running()
            }
            Repr::Tokio(runtime) => {
                backend::tokio::marks_its_waits(runtime)
                    && !backend::smol::is_running()
                    && !backend::async_std::is_running()
            }
            Repr::Custom(_) => false,
        }
}

/// What runs on this thread by its own account, where that is not smol.
fn running_elsewhere() -> Option<Handle> {
    match backend::async_std::running() {
        Some(runtime) => Some(Handle::of_async_std(runtime)),
        None => backend::tokio::running().map(Handle::of_tokio),
    }
}

/// Whether this is a task, a wait or an offloaded closure of some runtime.
pub(crate) fn is_running_here() -> bool {
    let is_entered = ENTERED.try_with(|entered| {
        let entered = entered.borrow();
        entered.iter().flatten().any(|entry| entry.is_running)
    });
    WAITS.get() || is_entered.unwrap_or(false) || runs_here()
}

/// Whether this thread belongs to a runtime, for the moment at least.
pub(crate) fn runs_here() -> bool {
    backend::smol::is_running() || backend::async_std::is_running() || backend::tokio::is_running()
}

/// What is started where the application has chosen nothing: `start` gives `None` for a backend that
/// is not compiled in.
pub(crate) fn fallback<T>(
    start: impl Fn(Name) -> Option<Result<T, NoRuntime>>,
) -> Result<T, NoRuntime> {
    match env::named()? {
        Some(name) => start(name).unwrap_or_else(|| Err(NoRuntime::not_compiled_in(name.as_str()))),
        None => Name::ALL
            .into_iter()
            .find_map(start)
            .unwrap_or_else(|| Err(NoRuntime::nothing_compiled_in())),
    }
}

/// Starts the process-wide runtime of a backend, where it is compiled in.
fn start(name: Name) -> Option<Result<Handle, NoRuntime>> {
    let started = match name {
        Name::Smol => backend::smol::start()?.map(Handle::of_smol),
        Name::Tokio => backend::tokio::start()?.map(Handle::of_tokio),
        Name::AsyncStd => backend::async_std::start()?.map(Handle::of_async_std),
    };
    Some(started.map_err(|error| NoRuntime::not_started(name.as_str(), error)))
}

/// Makes a handle the current one of this thread until it is dropped; see [`Handle::enter`].
#[must_use = "the handle is current only while the guard is held"]
#[derive(Debug)]
pub struct EnterGuard {
    depth: usize,
    /// It belongs to the thread that made it.
    thread: PhantomData<*const ()>,
}

impl EnterGuard {
    #[cold]
    pub(crate) fn new(handle: Handle) -> Self {
        Self::of(handle, false)
    }

    /// For a task or a wait of the handle's runtime.
    pub(crate) fn running(handle: Handle) -> Self {
        Self::of(handle, true)
    }

    fn of(handle: Handle, is_running: bool) -> Self {
        let enter = |entered: &RefCell<Vec<Option<Entry>>>| {
            let mut entered = entered.borrow_mut();
            entered.push(Some(Entry { handle, is_running }));
            DEPTH.set(entered.len());
            entered.len() - 1
        };
        // At a thread's end the store may have gone; it is not asked again then.
        let depth = ENTERED.try_with(enter).unwrap_or(0);
        Self {
            depth,
            thread: PhantomData,
        }
    }
}

impl Drop for EnterGuard {
    /// Guards may be dropped in any order: each takes out what it put in.
    fn drop(&mut self) {
        let dropped = ENTERED.try_with(|entered| {
            let mut entered = entered.borrow_mut();
            let handle = entered[self.depth].take();
            let held = entered
                .iter()
                .rposition(Option::is_some)
                .map_or(0, |last| last + 1);
            entered.truncate(held);
            DEPTH.set(held);
            handle
        });
        // The handle itself goes outside the borrow.
        drop(dropped);
    }
}

//! Which runtime is the current one.
//!
//! In this order: the handle that was entered on this thread; what runs here (each backend tells);
//! the application's default; what `AMPHI_RUNTIME` names; smol, async-std, tokio, whichever is
//! compiled in. smol and async-std know their own tasks and are asked before tokio: a tokio context
//! may be entered around them for the sake of tokio's types, never the other way round.

use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::sync::OnceLock;

use crate::env::{self, Name};
use crate::handle::Repr;
use crate::{DefaultSet, Handle, NoRuntime, backend};

thread_local! {
    /// What was entered on this thread; the last one that is still held counts.
    static ENTERED: RefCell<Vec<Option<Handle>>> = const { RefCell::new(Vec::new()) };
    /// Its length: a number costs less to look at.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

static DEFAULT: OnceLock<Handle> = OnceLock::new();

/// The current runtime.
pub(crate) fn current() -> Result<Handle, NoRuntime> {
    chosen().map_or_else(|| fallback(start), Ok)
}

/// The current runtime, where one was entered, runs here or was set as default.
pub(crate) fn chosen() -> Option<Handle> {
    entered()
        .or_else(running)
        .or_else(|| DEFAULT.get().cloned())
}

pub(crate) fn set_default(handle: Handle) -> Result<(), DefaultSet> {
    DEFAULT.set(handle).map_err(DefaultSet)
}

/// The handle that was entered on this thread.
fn entered() -> Option<Handle> {
    // At a thread's end the store may have gone; then nothing is entered.
    ENTERED
        .try_with(|entered| entered.borrow().last().cloned().flatten())
        .ok()
        .flatten()
}

/// Makes `handle` the current one for a wait on it, where that is not [found](is_found_in_waits) by itself:
/// the ready wait is too short for more.
#[inline]
pub(crate) fn enter_for_wait(handle: &Handle) -> Option<EnterGuard> {
    (!is_found_in_waits(handle)).then(|| EnterGuard::new(handle.clone()))
}

/// Whether a wait on `handle` that begins on this thread finds it by the mark that its backend sets.
#[inline]
pub(crate) fn is_found_in_waits(handle: &Handle) -> bool {
    handle.pool.is_none()
        && DEPTH.get() == 0
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

/// What runs on this thread by its backend's own account.
fn running() -> Option<Handle> {
    backend::smol::running()
        .map(Handle::of_smol)
        .or_else(|| backend::async_std::running().map(Handle::of_async_std))
        .or_else(|| backend::tokio::running().map(Handle::of_tokio))
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
        let depth = ENTERED.with(|entered| {
            let mut entered = entered.borrow_mut();
            entered.push(Some(handle));
            DEPTH.set(entered.len());
            entered.len() - 1
        });
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

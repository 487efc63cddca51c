//! The model checker's.

use std::cell::{Cell, RefCell};
use std::io;
use std::sync::{LockResult, OnceLock};
use std::time::Duration;

use crate::look::Patience;

pub(crate) use loom::sync::Condvar;
pub use loom::sync::MutexGuard;
pub(crate) use loom::sync::atomic::{AtomicBool, Ordering};
pub(crate) use loom::thread::{Thread, current, park};

/// A lock that a `static` may hold: the checker's own is made where it is locked first. A `static`
/// one that a model locks would be that of an earlier run: a model makes what it needs itself.
#[derive(Debug)]
pub struct Mutex<T> {
    first: std::sync::Mutex<Option<T>>,
    inner: OnceLock<loom::sync::Mutex<T>>,
}

impl<T> Mutex<T> {
    /// Holds this value.
    pub const fn new(value: T) -> Self {
        Self {
            first: std::sync::Mutex::new(Some(value)),
            inner: OnceLock::new(),
        }
    }

    /// Waits for the lock.
    ///
    /// # Errors
    /// Where another holder panicked.
    #[track_caller]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        let first = || self.first.lock().unwrap().take().expect("made once");
        let inner = self.inner.get_or_init(|| loom::sync::Mutex::new(first()));
        inner.lock()
    }
}

impl<T: Default> Default for Mutex<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

/// A park that may end at any time, as a timed one may.
pub(crate) fn park_timeout(_: Duration) {
    loom::thread::yield_now();
}

/// Does not wait. A thread that waited longer is one that came here later, and the checker tries
/// every time at which it may lock.
pub(crate) fn wait_a_while<'a, T>(
    _: &Condvar,
    guard: MutexGuard<'a, Option<T>>,
    _: Duration,
) -> MutexGuard<'a, Option<T>> {
    guard
}

/// Does not look: what comes during a look comes before a wait.
pub(crate) fn look(_: &mut Patience, _: impl Fn() -> bool) {}

thread_local! {
    // The checker runs all threads of a model on one.
    static LEFT: Cell<usize> = const { Cell::new(usize::MAX) };
    static STARTED: RefCell<Vec<loom::thread::JoinHandle<()>>> = const { RefCell::new(Vec::new()) };
}

/// Starts a thread, where the model's system has one left.
pub(crate) fn spawn(_: &str, body: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let left = LEFT.get();
    if left == 0 {
        return Err(io::ErrorKind::WouldBlock.into());
    }
    LEFT.set(left - 1);
    let started = loom::thread::spawn(body);
    STARTED.with_borrow_mut(|all| all.push(started));
    Ok(())
}

/// Running a model that [starts threads](spawn).
#[cfg(test)]
pub(crate) mod run {
    use super::{LEFT, STARTED};

    /// From now on the system lets this many threads be started.
    pub(crate) fn allow(threads: usize) {
        LEFT.set(threads);
    }

    /// A model whose `act` gives what is looked at when all threads have ended.
    pub(crate) fn model<R: 'static>(act: impl Fn() -> R + Send + Sync + 'static, check: fn(R)) {
        loom::model(move || {
            allow(usize::MAX);
            let acted = act();
            while let Some(started) = STARTED.with_borrow_mut(Vec::pop) {
                started.join().unwrap();
            }
            check(acted);
        });
    }
}

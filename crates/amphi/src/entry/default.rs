//! The runtimes of the `main`s that run: what threads use that run nothing and where nothing else was
//! chosen.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::Handle;

/// How many there are, so that those who have none take no lock.
static COUNT: AtomicUsize = AtomicUsize::new(0);

/// The last one counts. Each is named by the number that it got.
static RUNNING: Mutex<Vec<(usize, Handle)>> = Mutex::new(Vec::new());

/// The runtime of the `main` that was called last, of those that run.
pub(crate) fn current() -> Option<Handle> {
    if COUNT.load(Ordering::Acquire) == 0 {
        return None;
    }
    running().last().map(|(_, handle)| handle.clone())
}

/// Makes a runtime one of them until it is dropped.
pub(super) struct Default(usize);

impl Default {
    pub(super) fn new(handle: Handle) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        running().push((number, handle));
        COUNT.fetch_add(1, Ordering::Release);
        Self(number)
    }
}

impl Drop for Default {
    fn drop(&mut self) {
        COUNT.fetch_sub(1, Ordering::Release);
        let mut running = running();
        let place = running.iter().position(|(number, _)| *number == self.0);
        let ended = place.map(|place| running.remove(place));
        drop(running);
        // The handle itself goes outside the lock.
        drop(ended);
    }
}

fn running() -> MutexGuard<'static, Vec<(usize, Handle)>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

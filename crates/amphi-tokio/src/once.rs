//! [`Once`]: what is started at its first use, which may fail.

use std::io;
use std::sync::{Mutex, OnceLock, PoisonError};

/// Like the standard library's `OnceLock`, whose fallible initialisation is not stable yet.
pub(crate) struct Once<T> {
    started: OnceLock<T>,
    /// Held while somebody starts it.
    starting: Mutex<()>,
}

impl<T> Once<T> {
    pub(crate) const fn new() -> Self {
        Self {
            started: OnceLock::new(),
            starting: Mutex::new(()),
        }
    }

    /// What was started, by one of all who come at the same time; an error leaves it to the next call.
    #[inline]
    pub(crate) fn get_or_start(&self, start: impl FnOnce() -> io::Result<T>) -> io::Result<&T> {
        match self.started.get() {
            Some(started) => Ok(started),
            None => self.start(start),
        }
    }

    #[cold]
    fn start(&self, start: impl FnOnce() -> io::Result<T>) -> io::Result<&T> {
        let _starting = self.starting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(started) = self.started.get() {
            return Ok(started);
        }
        let started = start()?;
        Ok(self.started.get_or_init(|| started))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, Barrier};
    use std::thread;

    #[test]
    fn an_error_is_tried_again_and_a_panic_too() {
        let once = Once::new();
        assert!(once.get_or_start(|| Err(io::Error::other("no"))).is_err());
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _ = once.get_or_start(|| panic!("no"));
        }));
        assert!(panicked.is_err());
        assert_eq!(*once.get_or_start(|| Ok(7)).unwrap(), 7);
        assert_eq!(*once.get_or_start(|| Ok(8)).unwrap(), 7);
    }

    #[test]
    fn of_many_who_come_at_once_one_starts_it() {
        for _ in 0..100 {
            let (once, starts) = (Arc::new(Once::new()), Arc::new(AtomicUsize::new(0)));
            let all = Arc::new(Barrier::new(4));
            let come = |_| {
                let (once, starts, all) = (once.clone(), starts.clone(), all.clone());
                thread::spawn(move || {
                    all.wait();
                    let start = || Ok(starts.fetch_add(1, Ordering::SeqCst));
                    *once.get_or_start(start).unwrap()
                })
            };
            let come = Vec::from_iter((0..4).map(come));
            for one in come {
                assert_eq!(one.join().unwrap(), 0);
            }
            assert_eq!(starts.load(Ordering::SeqCst), 1);
        }
    }
}

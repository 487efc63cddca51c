//! [`Bounded`]: what may hang runs elsewhere, so that it fails by name.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;

use super::bound::BOUND;

/// Something that runs on a thread of its own.
pub(crate) struct Bounded<T = ()>(thread::JoinHandle<T>, Receiver<()>);

impl<T: Send + 'static> Bounded<T> {
    pub(crate) fn start(body: impl FnOnce() -> T + Send + 'static) -> Self {
        let (done, is_done) = mpsc::channel::<()>();
        let body = thread::spawn(move || {
            let _done = done;
            body()
        });
        Self(body, is_done)
    }

    /// Waits until it has ended, and fails where it hangs or panicked.
    #[track_caller]
    pub(crate) fn end(self, name: &str) -> T {
        let ended = self.1.recv_timeout(BOUND);
        assert_ne!(ended, Err(RecvTimeoutError::Timeout), "it hangs: {name}");
        self.0.join().unwrap_or_else(|_| panic!("it fails: {name}"))
    }
}

//! Bounds on waits: a test that hangs fails.

use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

const BOUND: Duration = Duration::from_secs(60);

/// Calls `f` on a thread of its own; fails where it has not ended in time.
#[track_caller]
pub(crate) fn within<R: Send + 'static>(f: impl FnOnce() -> R + Send + 'static) -> R {
    let (done, is_done) = channel();
    let running = thread::spawn(move || {
        let _ = done.send(f());
    });
    match is_done.recv_timeout(BOUND) {
        Ok(result) => result,
        Err(RecvTimeoutError::Disconnected) => resume_unwind(running.join().unwrap_err()),
        Err(RecvTimeoutError::Timeout) => panic!("it hangs"),
    }
}

/// What comes next from a channel, in time.
#[track_caller]
pub(crate) fn next<T>(receiver: &Receiver<T>) -> T {
    receiver.recv_timeout(BOUND).expect("nothing came")
}

/// Lets other threads go on until `is_so`.
#[track_caller]
pub(crate) fn until(what: &str, is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + BOUND;
    while !is_so() {
        assert!(Instant::now() < deadline, "never: {what}");
        thread::yield_now();
    }
}

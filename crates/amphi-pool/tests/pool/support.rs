//! What the tests wait with; every wait is bounded.

use std::fmt::Debug;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::task::{Context, Waker};
use std::time::{Duration, Instant};
use std::{future::Future, pin::Pin, task::Poll, thread};

use amphi_core::{JoinError, TaskHandleExt};
use amphi_pool::{JoinHandle, Pool};

/// Longer than anything here takes on a machine that is busy with other things.
pub(crate) const BOUND: Duration = Duration::from_secs(30);

pub(crate) fn pool(threads: usize) -> Pool {
    Pool::builder().max_threads(threads).build().unwrap()
}

/// Waits for a closure or task.
#[track_caller]
pub(crate) fn join<T: Send + 'static>(mut handle: JoinHandle<T>) -> Result<T, JoinError> {
    handle.join_timeout(BOUND).expect("it ends")
}

/// Waits, on another thread, for what only gives itself when it has come.
#[track_caller]
pub(crate) fn within<T: Send + 'static>(wait: impl FnOnce() -> T + Send + 'static) -> T {
    let (tell, told) = channel();
    thread::spawn(move || tell.send(wait()));
    get(&told)
}

/// Gets what another thread sends.
#[track_caller]
pub(crate) fn get<T>(receiver: &Receiver<T>) -> T {
    receiver.recv_timeout(BOUND).expect("somebody sends it")
}

/// Lets other threads run until `condition` holds, where nothing announces it.
#[track_caller]
pub(crate) fn until(mut condition: impl FnMut() -> bool) {
    let end = Instant::now() + BOUND;
    while !condition() {
        assert!(Instant::now() < end, "it never came about");
        thread::yield_now();
    }
}

/// Waits, on another thread, until nothing runs.
#[track_caller]
pub(crate) fn wait_idle(pool: &Pool) {
    let idle = pool.idle();
    within(|| idle.wait());
}

/// A thread of a pool that is taken until this is released or dropped.
pub(crate) struct Blocked {
    release: Sender<()>,
    handle: JoinHandle<()>,
}

impl Blocked {
    /// Takes one thread; returns when it is taken.
    pub(crate) fn thread_of(pool: &Pool) -> Self {
        let (release, released) = channel::<()>();
        let (starts, started) = channel();
        let handle = pool.spawn_blocking(move || {
            starts.send(()).unwrap();
            // An error is a release too.
            let _ = released.recv_timeout(BOUND);
        });
        get(&started);
        Self { release, handle }
    }

    /// Lets its closure go on alone; the thread is freed when what this gives is dropped.
    pub(crate) fn leave(self) -> Sender<()> {
        self.release
    }

    /// Frees the thread; returns when the closure has ended.
    pub(crate) fn release(self) {
        drop(self.release);
        join(self.handle).unwrap();
    }
}

/// Polls once with a waker that does nothing.
pub(crate) fn poll<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    Pin::new(future).poll(&mut Context::from_waker(Waker::noop()))
}

#[track_caller]
pub(crate) fn ready<T: Debug>(polled: Poll<T>) -> T {
    match polled {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it is still pending"),
    }
}

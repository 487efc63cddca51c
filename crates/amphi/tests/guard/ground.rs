//! The runtimes that every test runs on, and what tests share.

use std::any::Any;
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::thread;
use std::time::{Duration, Instant};

use amphi::{Handle, smol, tokio};

/// Far longer than anything here takes; a hang ends with it.
pub(crate) const BOUND: Duration = Duration::from_secs(60);
pub(crate) const MOMENT: Duration = Duration::from_millis(1);

/// Some handle of each flavor, and what keeps its runtime alive.
fn grounds() -> Vec<(Handle, Box<dyn Any>)> {
    let many = tokio::OwnedRuntime::multi_thread(2).unwrap();
    let one = tokio::OwnedRuntime::multi_thread(1).unwrap();
    let current = tokio::OwnedRuntime::current_thread().unwrap();
    let small = smol::OwnedRuntime::new(1).unwrap();
    let own = smol::OwnedRuntime::new(2).unwrap();
    vec![
        (many.handle().into(), Box::new(many)),
        (one.handle().into(), Box::new(one)),
        (current.handle().into(), Box::new(current)),
        (small.handle().into(), Box::new(small)),
        (Handle::custom(own.handle().clone()), Box::new(own)),
        (Handle::smol(), Box::new(())),
        (Handle::async_std(), Box::new(())),
    ]
}

/// Runs `body` as a task of each runtime, and fails where it hangs.
pub(crate) fn in_tasks<F>(body: impl Fn(Handle) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    for (handle, _owner) in grounds() {
        let mut task = handle.spawn(body(handle.clone()));
        let ended = task
            .join_timeout(BOUND)
            .unwrap_or_else(|| panic!("it hangs on {handle:?}"));
        ended.unwrap_or_else(|error| error.resume());
    }
}

/// Runs `body` on a plain thread and in a closure of each runtime, and fails where it hangs.
pub(crate) fn in_sync_code(body: fn(&Handle)) {
    for (handle, _owner) in grounds() {
        let (plain, closure) = (handle.clone(), handle.clone());
        bounded(move || {
            let _entered = plain.enter();
            body(&plain);
        });
        let mut closure = handle.spawn_blocking(move || body(&closure));
        let ended = closure
            .join_timeout(BOUND)
            .unwrap_or_else(|| panic!("it hangs on {handle:?}"));
        ended.unwrap_or_else(|error| error.resume());
    }
}

/// Runs `body` on a thread, and fails where it hangs.
#[track_caller]
pub(crate) fn bounded<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, is_done) = mpsc::channel::<()>();
    let body = thread::spawn(move || {
        let _done = done;
        body()
    });
    let ended = is_done.recv_timeout(BOUND);
    assert_ne!(ended, Err(RecvTimeoutError::Timeout), "it hangs");
    body.join()
        .unwrap_or_else(|payload| std::panic::resume_unwind(payload))
}

/// A queue whose receiver can be shared.
pub(crate) fn channel<T>() -> (Sender<T>, Inbox<T>) {
    let (sender, receiver) = mpsc::channel();
    (sender, Inbox(Mutex::new(receiver)))
}

pub(crate) struct Inbox<T>(Mutex<Receiver<T>>);

impl<T> Inbox<T> {
    pub(crate) fn try_recv(&self) -> Result<T, TryRecvError> {
        self.0.lock().unwrap().try_recv()
    }

    /// What is sent next, for as long as a test may take.
    #[track_caller]
    pub(crate) fn next(&self) -> T {
        let next = self.0.lock().unwrap().recv_timeout(BOUND);
        next.expect("nothing comes")
    }

    /// The same in a task, which goes on meanwhile.
    pub(crate) async fn sent(&self) -> T {
        let start = Instant::now();
        loop {
            if let Ok(value) = self.try_recv() {
                return value;
            }
            assert!(start.elapsed() < BOUND, "nothing comes");
            amphi::yield_now().await;
        }
    }
}

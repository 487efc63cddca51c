//! The runtimes that every test runs on, and what tests share.

#[path = "../ground/everywhere.rs"]
mod everywhere;

use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, Sender, TryRecvError};
use std::time::Instant;

use everywhere::bounded::Bounded;

pub(crate) use everywhere::bound::BOUND;
pub(crate) use everywhere::flavors::in_tasks;
pub(crate) use everywhere::sync_code::in_sync_code;
pub(crate) use everywhere::{MOMENT, everywhere};

/// Runs `body` on a thread, and fails where it hangs.
#[track_caller]
pub(crate) fn bounded<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> T {
    Bounded::start(body).end("a guard")
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

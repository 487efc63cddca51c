//! Spare threads: they run an executor while one of its own threads is blocked.
//!
//! They are not those of the `blocking` pool: closures that wait for tasks may fill that one, and
//! the tasks could then not go on. A spare thread is reused, last in, first out, and ends when it
//! was idle for a while.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// What a spare thread does until it is released.
pub(crate) type Work = Box<dyn FnOnce() + Send>;

/// More spare threads than this are not started: timers and sockets go on without them, since
/// `async-io` has a thread of its own.
const MOST: usize = 256;

/// How long a thread stays without work. tokio keeps its idle blocking threads as long.
const LINGER: Duration = Duration::from_secs(10);

static IDLE: Mutex<Vec<Spare>> = Mutex::new(Vec::new());
static TOTAL: AtomicUsize = AtomicUsize::new(0);

/// A thread that waits for work.
struct Spare {
    id: thread::ThreadId,
    work: SyncSender<Work>,
}

/// Has a spare thread do `work`; false where there is none and none may be started.
pub(crate) fn start(work: Work) -> bool {
    let spare = idle().pop();
    match spare {
        // It took itself to be idle, so it takes the work.
        Some(spare) => spare.work.send(work).is_ok(),
        None => start_thread(work),
    }
}

fn start_thread(work: Work) -> bool {
    if TOTAL.fetch_add(1, Ordering::Relaxed) >= MOST {
        TOTAL.fetch_sub(1, Ordering::Relaxed);
        return false;
    }
    let counted = Counted;
    let body = move || {
        let _counted = counted;
        work();
        lend();
    };
    thread::Builder::new()
        .name("amphi-spare".into())
        .spawn(body)
        .is_ok()
}

/// Takes itself off the total, also where the system refused the thread.
struct Counted;

impl Drop for Counted {
    fn drop(&mut self) {
        TOTAL.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Does work for as long as there is some.
fn lend() {
    let (sender, receiver) = sync_channel(1);
    while let Some(work) = await_work(&sender, &receiver) {
        work();
    }
}

fn await_work(sender: &SyncSender<Work>, receiver: &Receiver<Work>) -> Option<Work> {
    let id = thread::current().id();
    idle().push(Spare {
        id,
        work: sender.clone(),
    });
    if let Ok(work) = receiver.recv_timeout(LINGER) {
        return Some(work);
    }
    let leaves = {
        let mut idle = idle();
        let place = idle.iter().position(|spare| spare.id == id);
        place.map(|place| idle.remove(place)).is_some()
    };
    // Somebody took this thread off the stack at the last moment and is about to send.
    if leaves { None } else { receiver.recv().ok() }
}

fn idle() -> MutexGuard<'static, Vec<Spare>> {
    IDLE.lock().unwrap_or_else(PoisonError::into_inner)
}

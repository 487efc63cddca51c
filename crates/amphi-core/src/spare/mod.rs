//! Spare threads: they do what a runtime's own threads cannot do while those are blocked.
//!
//! A spare thread is reused, last in, first out, and ends when it was idle for a while. They are not
//! those of any runtime: what they are for is to go on when a runtime has none left.
//!
//! Work that was [released](Lease::release) brings its thread back soon. So new work may be queued
//! for it instead of starting another thread ([`Spares::start_soon`]); whoever does that
//! [insists](Lease::insist) a little later, since the thread may have got stuck on its way.

mod lease;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::Duration;

pub use lease::Lease;

/// What a spare thread does; a panic in it costs no thread.
pub type Work = Box<dyn FnOnce() + Send>;

/// How long a thread stays without work. tokio keeps its idle blocking threads as long.
const LINGER: Duration = Duration::from_secs(10);

/// A bounded set of spare threads, usually a `static`.
///
/// ```
/// use amphi_core::spare::Spares;
/// static SPARES: Spares = Spares::new("spare", 4);
///
/// let (done, is_done) = std::sync::mpsc::channel();
/// assert!(SPARES.start(Box::new(move || done.send(7).unwrap())).is_ok());
/// assert_eq!(is_done.recv(), Ok(7));
/// ```
pub struct Spares {
    name: &'static str,
    most: usize,
    inner: Mutex<Inner>,
}

struct Inner {
    /// Threads without work; the last one is the warmest.
    idle: Vec<Idle>,
    /// Work that waits for a thread on its way back.
    queue: VecDeque<Item>,
    threads: usize,
    /// Threads whose work was released, so that they will be back.
    returning: usize,
}

/// A thread that waits for work.
struct Idle {
    id: ThreadId,
    give: SyncSender<Item>,
}

/// Work and what becomes of it.
struct Item {
    work: Work,
    state: Arc<Mutex<State>>,
}

/// Changes only under the lock of [`Inner`]; its own lock is for the type checker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Queued,
    Given,
    Released,
    Done,
}

impl Spares {
    /// A set that starts at most this many threads at the same time, each when it is needed.
    pub const fn new(name: &'static str, most: usize) -> Self {
        Self {
            name,
            most,
            inner: Mutex::new(Inner {
                idle: Vec::new(),
                queue: VecDeque::new(),
                threads: 0,
                returning: 0,
            }),
        }
    }

    /// Has a thread do `work` now.
    ///
    /// # Errors
    /// [`Refused`], with the work, where all threads have some, and no more may be started or the
    /// system refuses one.
    pub fn start(&'static self, work: Work) -> Result<Lease, Refused> {
        let item = Item::new(work);
        let state = item.state.clone();
        self.give(item).map_err(|item| Refused(item.work))?;
        Ok(Lease {
            spares: self,
            state,
        })
    }

    /// Has a thread do `work` now, or queues it: for a thread that is on its way back, or, where no
    /// thread is left, for the next one that has nothing else to do.
    ///
    /// [Insist](Lease::insist) a moment later, since a thread may get stuck on its way back.
    pub fn start_soon(&'static self, work: Work) -> Lease {
        let item = Item::new(work);
        let lease = Lease {
            spares: self,
            state: item.state.clone(),
        };
        let mut inner = self.lock();
        if inner.idle.is_empty() && inner.queue.len() < inner.returning {
            inner.queue.push_back(item);
            return lease;
        }
        drop(inner);
        if let Err(item) = self.give(item) {
            self.lock().queue.push_back(item);
        }
        lease
    }

    /// Threads that exist now.
    pub fn threads(&self) -> usize {
        self.lock().threads
    }

    fn give(&'static self, item: Item) -> Result<(), Item> {
        let mut inner = self.lock();
        if let Some(idle) = inner.idle.pop() {
            item.set(State::Given);
            drop(inner);
            // It took itself to be idle, so it takes the work.
            return idle.give.send(item).map_err(|unsent| unsent.0);
        }
        if inner.threads >= self.most {
            return Err(item);
        }
        inner.threads += 1;
        item.set(State::Given);
        drop(inner);
        self.start_thread(item)
    }

    /// Starts a thread that was counted already.
    fn start_thread(&'static self, item: Item) -> Result<(), Item> {
        // The thread gets its work when it runs, so that a refused one does not take it along.
        let (give, receive) = sync_channel(1);
        let body = move || self.lend(receive);
        match thread::Builder::new().name(self.name.into()).spawn(body) {
            Ok(_) => give.send(item).map_err(|unsent| unsent.0),
            Err(_refused) => {
                self.lock().threads -= 1;
                item.set(State::Queued);
                Err(item)
            }
        }
    }

    /// Does work for as long as there is some.
    #[expect(clippy::needless_pass_by_value, reason = "the thread owns its end")]
    fn lend(&'static self, first: Receiver<Item>) {
        let mut next = first.recv().ok();
        let (give, receive) = sync_channel(1);
        while let Some(item) = next {
            let Item { work, state } = item;
            // Whose panic it was has been told by the panic hook.
            drop(catch_unwind(AssertUnwindSafe(work)));
            next = self.come_back(&state, &give, &receive);
        }
    }

    fn come_back(
        &self,
        state: &Mutex<State>,
        give: &SyncSender<Item>,
        receive: &Receiver<Item>,
    ) -> Option<Item> {
        let id = thread::current().id();
        {
            let mut inner = self.lock();
            if replace(state, State::Done) == State::Released {
                inner.returning -= 1;
            }
            if let Some(item) = inner.queue.pop_front() {
                item.set(State::Given);
                return Some(item);
            }
            let give = give.clone();
            inner.idle.push(Idle { id, give });
        }
        if let Ok(item) = receive.recv_timeout(LINGER) {
            return Some(item);
        }
        {
            let mut inner = self.lock();
            if let Some(place) = inner.idle.iter().position(|idle| idle.id == id) {
                inner.idle.remove(place);
                inner.threads -= 1;
                return None;
            }
        }
        // Somebody took this thread off the stack at the last moment and is about to send.
        receive.recv().ok()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Item {
    fn new(work: Work) -> Self {
        Self {
            work,
            state: Arc::new(Mutex::new(State::Queued)),
        }
    }

    fn set(&self, state: State) {
        replace(&self.state, state);
    }
}

fn replace(state: &Mutex<State>, new: State) -> State {
    let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
    std::mem::replace(&mut state, new)
}

/// Work that no thread took.
pub struct Refused(pub Work);

impl fmt::Debug for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Refused")
    }
}

impl fmt::Debug for Spares {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = self.lock();
        f.debug_struct("Spares")
            .field("name", &self.name)
            .field("threads", &inner.threads)
            .field("idle", &inner.idle.len())
            .finish_non_exhaustive()
    }
}

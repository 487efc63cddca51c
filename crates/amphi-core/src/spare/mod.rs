//! Spare threads: they do what a runtime's own threads cannot do while those are blocked.
//!
//! A spare thread is reused, last in, first out, and ends when it was idle for a while. They are not
//! those of any runtime: what they are for is to go on when a runtime has none left.
//!
//! Work that was [released](Lease::release) brings its thread back soon. So new work may be queued
//! for it instead of starting another thread ([`Spares::start_soon`]); whoever does that
//! [insists](Lease::insist) a little later, since the thread may have got stuck on its way.

mod book;
mod hand_over;
mod lease;
#[cfg(all(test, amphi_loom))]
mod model;
#[cfg(all(test, not(amphi_loom)))]
mod stress;
#[cfg(test)]
mod tests;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use crate::internal::quietly;
use crate::look::Patience;
use crate::sync::{self, Mutex, MutexGuard};
use book::{Book, Desk, Item, Taker};
use hand_over::HandOver;

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
    book: Mutex<Book>,
}

impl Spares {
    /// A set that starts at most this many threads at the same time, each when it is needed.
    pub const fn new(name: &'static str, most: usize) -> Self {
        Self {
            name,
            most,
            book: Mutex::new(Book::new()),
        }
    }

    /// Has a thread do `work` now.
    ///
    /// # Errors
    /// [`Refused`], with the work, where all threads have some, and no more may be started or the
    /// system refuses one.
    pub fn start(&'static self, work: Work) -> Result<Lease, Refused> {
        let (item, lease) = self.leased(work);
        let taker = self.lock().assign(self.most, &item.fate);
        let Some(taker) = taker else {
            return Err(Refused(item.work));
        };
        if let Err(item) = self.hand(taker, item) {
            self.lock().not_started();
            return Err(Refused(item.work));
        }
        Ok(lease)
    }

    /// Has a thread do `work` now, or queues it: for a thread that is on its way back, or, where no
    /// thread is left, for the next one that has nothing else to do.
    ///
    /// [Insist](Lease::insist) a moment later, since a thread may get stuck on its way back.
    pub fn start_soon(&'static self, work: Work) -> Lease {
        let (item, lease) = self.leased(work);
        let assigned = self.lock().assign_soon(self.most, item);
        if let Some((taker, item)) = assigned {
            self.hand_or_queue(taker, item);
        }
        lease
    }

    /// Threads that exist now.
    pub fn threads(&self) -> usize {
        self.lock().threads
    }

    fn leased(&'static self, work: Work) -> (Item, Lease) {
        let item = Item::new(work);
        let fate = item.fate.clone();
        let spares = self;
        (item, Lease { spares, fate })
    }

    /// Gives work to the thread that it was assigned to; false where that could not be started, and
    /// no other was idle.
    fn hand_or_queue(&'static self, taker: Taker, item: Item) -> bool {
        let Err(item) = self.hand(taker, item) else {
            return true;
        };
        let assigned = self.lock().queue_not_started(item);
        assigned.map(|(desk, item)| desk.give(item)).is_some()
    }

    /// Gives work to the thread that it was assigned to, or back, where that could not be started.
    fn hand(&'static self, taker: Taker, item: Item) -> Result<(), Item> {
        match taker {
            Taker::Idle(desk) => desk.give(item),
            Taker::New => {
                // The thread gets its work when it runs, so that a refused one does not take it along.
                let desk = Arc::new(HandOver::new());
                let place = desk.clone();
                if sync::spawn(self.name, move || self.lend(&place)).is_err() {
                    return Err(item);
                }
                desk.give(item);
            }
        }
        Ok(())
    }

    /// Does work for as long as there is some.
    fn lend(&self, desk: &Desk) {
        let mut patience = Patience::new();
        let mut next = Some(desk.take());
        while let Some(Item { work, fate }) = next {
            // Whose panic it was has been told by the panic hook. Its payload's drop may panic too.
            quietly(|| drop(catch_unwind(AssertUnwindSafe(work))));
            let more = self.lock().come_back(&fate, desk);
            next = more.or_else(|| self.idle(desk, &mut patience));
        }
    }

    fn idle(&self, desk: &Desk, patience: &mut Patience) -> Option<Item> {
        sync::look(patience, || desk.is_here());
        if let Some(item) = desk.take_within(LINGER) {
            return Some(item);
        }
        if self.lock().leave(desk) {
            return None;
        }
        // Somebody took this thread off the stack at the last moment and is about to give.
        Some(desk.take())
    }

    fn lock(&self) -> MutexGuard<'_, Book> {
        sync::lock(&self.book)
    }
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
        let book = self.lock();
        f.debug_struct("Spares")
            .field("name", &self.name)
            .field("threads", &book.threads)
            .field("idle", &book.idle.len())
            .finish_non_exhaustive()
    }
}

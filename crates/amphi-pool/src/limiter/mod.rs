//! [`Limiter`]: how many may do a thing at the same time.

mod acquire;
mod book;
mod bring;
mod handle;
mod held;
mod holding;
mod limited;
#[cfg(all(test, amphi_loom))]
mod model;
#[cfg(all(test, amphi_loom))]
mod model_start;
mod pending;
mod permit;
#[cfg(all(test, not(amphi_loom)))]
mod random;
mod relay;
mod report;
#[cfg(all(test, not(amphi_loom)))]
mod tests;
mod wakes;

use std::fmt;
use std::sync::{Arc, OnceLock};

use amphi_core::SpawnBlocking;

use crate::sync::{Mutex, MutexGuard, lock};
use book::{Book, Grant, Id};
use holding::Holding;

pub use acquire::Acquire;
pub use book::LimiterStats;
pub use bring::brings_permit;
pub use handle::LimitedHandle;
pub use limited::{Limited, LimitedTask};
pub use permit::Permit;

/// A number of permits, which tasks and threads hold while they do what is limited.
///
/// It needs no runtime and no initialisation: it may be a `static`. Clones share the permits.
///
/// ```
/// use amphi_pool::Limiter;
///
/// static CONNECTIONS: Limiter = Limiter::new(2);
///
/// let first = CONNECTIONS.acquire().wait();          // in async code: .acquire().await
/// let second = CONNECTIONS.try_acquire().unwrap();
/// assert!(CONNECTIONS.try_acquire().is_none());
/// drop(first);
/// assert_eq!(CONNECTIONS.stats().in_use, 1);
/// # drop(second);
/// ```
///
/// Offloaded closures get their permits from [`on`](Self::on):
///
/// ```
/// use amphi_core::BlockOn;
/// use amphi_pool::Limiter;
///
/// let rt = amphi_smol::SmolRuntime::global();
/// let disk = Limiter::new(4).on(&rt);
/// let size = disk.spawn_blocking(|| std::fs::metadata("Cargo.toml").map(|meta| meta.len()));
/// assert!(rt.block_on(size).unwrap().unwrap() > 0);
/// ```
///
/// # Order
/// Who came first is served first; to come is to poll [`acquire`](Self::acquire) for the first time.
/// A permit that was given to a waiter is that waiter's before it has woken up: nobody overtakes it.
///
/// # Closures that wait for closures
/// A closure that holds a permit may wait for async code that needs another permit of the same
/// limiter, for instance to offload a closure of its own. Where none is free, it *inherits* the
/// permit: the waiting closure lends its own, to one at a time, and to any depth. Only what stands
/// still lends, so no more closures work at a time than there are permits. (Where the wait ends before
/// the borrower does, as after a timeout, there is one more until the borrower has ended.)
///
/// What is polled on the closure's own thread inherits, and what is started there: tasks, and closures
/// of any runtime ([context](amphi_core::context)). [`try_acquire`](Self::try_acquire) does not, and
/// neither does what was started elsewhere: a closure that waits for a task which waits for the
/// closure's own permit waits for ever.
///
/// # Cancellation
/// Who leaves the queue, at whatever moment, takes no permit along. A permit that was taken into a
/// closure is held until that has really ended, whoever still waits for it.
///
/// # Panics
/// None. A panic of a waiter's waker is swallowed, and keeps nobody else from being woken.
pub struct Limiter {
    total: usize,
    /// Made when it is needed, so that a limiter may be a `static`.
    shared: OnceLock<Arc<Shared>>,
}

impl Limiter {
    /// A limiter with `total` permits. With none, all wait until there are some.
    pub const fn new(total: usize) -> Self {
        Self {
            total,
            shared: OnceLock::new(),
        }
    }

    /// A limiter that never lets anybody wait, but counts; `usize::MAX` permits.
    pub const fn unlimited() -> Self {
        Self::new(usize::MAX)
    }

    /// Waits for a permit, in async code or with [`wait`](Acquire::wait) from anywhere else.
    pub fn acquire(&self) -> Acquire {
        Acquire::new(self.shared().clone())
    }

    /// A permit, where one is free now; never one that is reserved for a waiter, nor a loan.
    pub fn try_acquire(&self) -> Option<Permit> {
        let shared = self.shared();
        let grant = shared.lock().try_take()?;
        Some(Permit::new(shared.clone(), grant, held::current()))
    }

    /// Changes how many permits there are.
    ///
    /// More wake just as many waiters as there is room for now. Fewer take no permit away: where more are
    /// in use, those that come back are not given out again until there is room.
    pub fn set_total(&self, total: usize) {
        let wakes = self.shared().lock().set_total(total);
        wakes.wake();
    }

    /// How many permits there are and are in use, and how many wait, at one moment.
    pub fn stats(&self) -> LimiterStats {
        self.shared().lock().stats()
    }

    /// Offloads closures to `rt`'s threads, each with a permit.
    pub fn on<R: SpawnBlocking>(&self, rt: &R) -> Limited<R> {
        Limited::new(self.clone(), rt.clone())
    }

    fn shared(&self) -> &Arc<Shared> {
        self.shared
            .get_or_init(|| Arc::new(Shared::new(self.total)))
    }
}

impl Clone for Limiter {
    fn clone(&self) -> Self {
        Self {
            total: self.total,
            shared: OnceLock::from(self.shared().clone()),
        }
    }
}

impl fmt::Debug for Limiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stats = self.stats();
        f.debug_struct("Limiter")
            .field("total", &stats.total)
            .field("in_use", &stats.in_use)
            .field("waiting", &stats.waiting)
            .finish_non_exhaustive()
    }
}

/// What the clones of a limiter share.
struct Shared {
    book: Mutex<Book>,
}

impl Shared {
    fn new(total: usize) -> Self {
        Self {
            book: Mutex::new(Book::new(total)),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Book> {
        lock(&self.book)
    }

    fn list(&self, grant: &mut Grant) -> Id {
        self.lock().list(grant)
    }

    /// Takes a permit back; who waits for its loan is lent one of `outer`.
    fn release(&self, grant: Grant, outer: Option<&Arc<Holding>>) {
        let heir = |book: &Book| holding::lender(outer, self, book);
        let wakes = self.lock().release(grant, heir);
        wakes.wake();
    }
}

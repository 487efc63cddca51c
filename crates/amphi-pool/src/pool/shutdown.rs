//! [`PoolReport`]: how the end of a pool goes.

use std::io;
use std::time::Duration;

use amphi_core::{JoinError, Shutdown};

use super::Pool;

/// What became of a pool's work at its shutdown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PoolReport {
    /// Closures that ended between the shutdown's call and its end.
    pub completed: u64,
    /// Closures that were queued, and tasks: dropped, or to be dropped when they suspend next.
    pub cancelled: usize,
    /// Closures and tasks that were still running at the deadline. They go on by themselves.
    pub abandoned: usize,
}

impl PoolReport {
    /// Whether nothing was left running.
    pub const fn is_clean(&self) -> bool {
        self.abandoned == 0
    }
}

impl Pool {
    /// Ends the pool, whoever else has handles of it: closures that have not started and tasks are dropped
    /// (`is_shutdown`), what runs gets until `deadline` from now to end, and threads are joined.
    ///
    /// The shutdown begins with this call. May be called anywhere, and more than once; `.await` or
    /// [`wait`](Shutdown::wait) for the report. To have what is queued done first, wait for
    /// [`idle`](Self::idle).
    ///
    /// A closure may shut down its own pool and wait: its thread is not waited for, and the closure counts as
    /// abandoned.
    ///
    /// ```
    /// use std::time::Duration;
    /// use amphi_core::TaskHandleExt;
    /// use amphi_pool::Pool;
    ///
    /// let pool = Pool::new();
    /// let report = pool.shutdown(Duration::from_secs(10))?.wait();
    /// assert!(report.is_clean());
    /// assert!(pool.spawn_blocking(|| ()).join().unwrap_err().is_shutdown());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// Where the system refuses the thread that waits; the pool ends all the same.
    pub fn shutdown(&self, deadline: Duration) -> io::Result<Shutdown<PoolReport>> {
        let inner = self.inner().clone();
        // First of all: a thread that ends when nobody is to join it lets itself go.
        let exempt = inner.joiner();
        let before = inner.figures().completed;
        let cancelled = inner.tasks.count() + inner.shut();
        for task in inner.tasks.all() {
            task.give_up(JoinError::shutdown());
        }
        let joined = inner.clone();
        let started = Shutdown::start(move || {
            let abandoned = inner.join(exempt, deadline);
            PoolReport {
                completed: inner.figures().completed - before,
                cancelled,
                abandoned,
            }
        });
        started.inspect_err(|_| joined.no_joiner())
    }
}

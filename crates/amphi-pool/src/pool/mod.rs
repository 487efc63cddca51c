//! [`Pool`]: worker threads for closures that block, and for tasks.

mod builder;
mod end;
mod full;
mod ground;
mod handle;
mod idle;
mod item;
mod offload;
mod outcome;
mod room;
mod settings;
mod shutdown;
mod spawn;
mod stats;
mod task;
mod tasks;
mod ticket;
mod turn;

#[cfg(all(test, not(amphi_loom)))]
mod tests;

use std::fmt;
use std::io;
use std::sync::Arc;

use ground::Ground;
use item::Item;
use settings::{Settings, cores};

pub use builder::PoolBuilder;
pub use full::Full;
pub use handle::JoinHandle;
pub use idle::Idle;
pub use offload::Offload;
pub use shutdown::PoolReport;
pub use stats::PoolStats;

/// Worker threads for closures that block, and for tasks.
///
/// Threads are started when they are needed and nobody is idle, up to a limit; the one that became idle
/// last gets the next work; one that was idle for long ends. What is queued waits in one queue, first in,
/// first out.
///
/// Cloning is cheap and gives the same pool. When its last handle is dropped, threads finish what is queued,
/// and end; the drop does not wait. [`shutdown`](Self::shutdown) ends it before that, and can be waited for.
///
/// It is a [`Spawner`](amphi_core::Spawner) and [`SpawnBlocking`](amphi_core::SpawnBlocking), and keeps what those
/// promise. It needs no runtime: everything it gives can be awaited, on any, and waited for.
///
/// ```
/// use amphi_core::TaskHandleExt;
/// use amphi_pool::Pool;
///
/// let pool = Pool::builder().name("files").max_threads(4).build()?;
/// let size = pool.spawn_blocking(|| std::fs::metadata("Cargo.toml").map(|meta| meta.len()));
/// // In async code: `size.await`.
/// assert!(size.join().unwrap()? > 0);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone)]
pub struct Pool {
    handle: Arc<end::Handle>,
}

/// What a pool's handles, threads and work share.
type Inner = Ground<Item>;

impl Pool {
    /// A pool as [`builder`](Self::builder) makes it where nothing is set.
    pub fn new() -> Self {
        Self::lazy(Settings::default())
    }

    /// A pool for closures that compute: as many threads as this process may use cores, named
    /// `amphi-cpu`.
    ///
    /// ```
    /// use amphi_core::TaskHandleExt;
    /// use amphi_pool::Pool;
    /// let cpu = Pool::cpu();
    /// let sum = cpu.spawn_blocking(|| (1..=1000_u64).sum::<u64>());
    /// assert_eq!(sum.join().unwrap(), 500_500);
    /// ```
    pub fn cpu() -> Self {
        Self::lazy(Settings {
            name: "amphi-cpu".into(),
            max_threads: cores(),
            ..Settings::default()
        })
    }

    /// Sets up a pool.
    pub fn builder() -> PoolBuilder {
        PoolBuilder::new()
    }

    /// A pool that starts no thread before there is work.
    fn lazy(settings: Settings) -> Self {
        Self {
            handle: Arc::new(end::Handle::new(Arc::new(Ground::new(settings)))),
        }
    }

    /// Starts the threads that always stay.
    fn start(settings: Settings) -> io::Result<Self> {
        settings.check()?;
        let pool = Self::lazy(settings);
        pool.inner().start_min()?;
        Ok(pool)
    }

    fn inner(&self) -> &Arc<Inner> {
        self.handle.inner()
    }
}

impl Default for Pool {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("name", &self.inner().settings.name)
            .field("stats", &self.stats())
            .finish_non_exhaustive()
    }
}

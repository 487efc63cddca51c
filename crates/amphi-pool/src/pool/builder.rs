//! [`PoolBuilder`]: how a pool is set up.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use super::Pool;
use super::settings::Settings;

/// Sets up a [`Pool`]; made by [`Pool::builder`].
///
/// ```
/// use std::time::Duration;
/// use amphi_pool::Pool;
///
/// let pool = Pool::builder()
///     .name("thumbnails")
///     .min_threads(1)
///     .max_threads(8)
///     .idle_timeout(Duration::from_secs(60))
///     .queue_limit(100)
///     .build()?;
/// assert_eq!(pool.stats().threads, 1);
/// assert!(Pool::builder().max_threads(0).build().is_err());
/// # Ok::<(), std::io::Error>(())
/// ```
#[must_use = "a builder does nothing until `build()`"]
#[derive(Clone, Debug, Default)]
pub struct PoolBuilder {
    pub(super) settings: Settings,
}

impl PoolBuilder {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// What its threads are called, each with a number after it: `name-0`, `name-1`. Numbers of
    /// threads that have ended are used again. Linux shows the first 15 bytes. `amphi-pool` otherwise.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.settings.name = name.into();
        self
    }

    /// So many threads are started by [`build`](Self::build) and stay when they are idle; zero
    /// otherwise.
    pub fn min_threads(mut self, threads: usize) -> Self {
        self.settings.min_threads = threads;
        self
    }

    /// At most so many threads; 512 otherwise.
    ///
    /// A closure that waits for closures of its own pool never needs more: where all threads are
    /// taken, a thread that is not the pool's runs what it waits for, while its own stands still.
    pub fn max_threads(mut self, threads: usize) -> Self {
        self.settings.max_threads = threads;
        self
    }

    /// A thread that was idle for so long ends, unless it is one of the
    /// [`min_threads`](Self::min_threads); ten seconds otherwise.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.settings.idle_timeout = timeout;
        self
    }

    /// At most so many closures wait while [`max_threads`](Self::max_threads) others run; no limit
    /// otherwise. Zero lets in only what a thread is free for.
    ///
    /// It bounds [`try_spawn_blocking`](Pool::try_spawn_blocking), which gives the closure back, and
    /// [`offload`](Pool::offload), which waits for room. [`spawn_blocking`](Pool::spawn_blocking) can do
    /// neither and is always let in; what it adds counts.
    pub fn queue_limit(mut self, closures: usize) -> Self {
        self.settings.queue_limit = Some(closures);
        self
    }

    /// The size of the threads' stacks in bytes; the standard library's default otherwise.
    pub fn stack_size(mut self, bytes: usize) -> Self {
        self.settings.stack_size = Some(bytes);
        self
    }

    /// Each thread calls this when it starts, before its first work.
    ///
    /// A panic in it is swallowed, after the panic hook has told of it. It must not wait for work of
    /// this pool, which may be waiting for this very thread.
    pub fn on_thread_start(mut self, hook: impl Fn() + Send + Sync + 'static) -> Self {
        self.settings.on_thread_start = Some(Arc::new(hook));
        self
    }

    /// Each thread calls this when it ends, after its last work. A panic in it is swallowed, after the
    /// panic hook has told of it.
    pub fn on_thread_stop(mut self, hook: impl Fn() + Send + Sync + 'static) -> Self {
        self.settings.on_thread_stop = Some(Arc::new(hook));
        self
    }

    /// Makes the pool, and starts the threads that always stay.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidInput`] where `max_threads` is zero or less than `min_threads`, or the
    /// name contains a zero byte. What the system says, where it refuses one of the first threads.
    pub fn build(self) -> io::Result<Pool> {
        Pool::start(self.settings)
    }
}

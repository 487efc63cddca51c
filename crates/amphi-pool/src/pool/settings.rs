//! [`Settings`]: what a pool was built with.

use std::sync::Arc;
use std::thread::Builder;
use std::time::Duration;
use std::{fmt, io};

use crate::sync::{self, Body, JoinHandle};

/// What a pool was built with.
#[derive(Clone)]
pub(super) struct Settings {
    pub(super) name: String,
    pub(super) min_threads: usize,
    pub(super) max_threads: usize,
    pub(super) idle_timeout: Duration,
    pub(super) queue_limit: Option<usize>,
    pub(super) stack_size: Option<usize>,
    pub(super) on_thread_start: Option<Hook>,
    pub(super) on_thread_stop: Option<Hook>,
    /// So many threads may be awake where one of them spins for a moment.
    pub(super) spinners: usize,
    /// How threads are started; tests have another.
    pub(super) start: Start,
}

/// What a pool's threads do when they start or end.
pub(super) type Hook = Arc<dyn Fn() + Send + Sync>;

pub(super) type Start = fn(Builder, Body) -> io::Result<JoinHandle<()>>;

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: "amphi-pool".into(),
            min_threads: 0,
            max_threads: 512,
            idle_timeout: Duration::from_secs(10),
            queue_limit: None,
            stack_size: None,
            on_thread_start: None,
            on_thread_stop: None,
            // One core is for who gives the work.
            spinners: cores() - 1,
            start: sync::start,
        }
    }
}

impl Settings {
    /// # Errors
    /// Says which setting makes no sense.
    pub(super) fn check(&self) -> io::Result<()> {
        let wrong = if self.max_threads == 0 {
            "a pool needs at least one thread: `max_threads` is zero"
        } else if self.min_threads > self.max_threads {
            "a pool's `min_threads` is more than its `max_threads`"
        } else if self.name.contains('\0') {
            "a thread's name cannot contain a zero byte"
        } else {
            return Ok(());
        };
        Err(io::Error::new(io::ErrorKind::InvalidInput, wrong))
    }

    /// How the thread of this number is started.
    pub(super) fn thread(&self, number: usize) -> Builder {
        let builder = Builder::new().name(format!("{}-{number}", self.name));
        match self.stack_size {
            Some(size) => builder.stack_size(size),
            None => builder,
        }
    }
}

/// How many cores this process may use.
pub(super) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, Into::into)
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("name", &self.name)
            .field("min_threads", &self.min_threads)
            .field("max_threads", &self.max_threads)
            .field("idle_timeout", &self.idle_timeout)
            .field("queue_limit", &self.queue_limit)
            .field("stack_size", &self.stack_size)
            .finish_non_exhaustive()
    }
}

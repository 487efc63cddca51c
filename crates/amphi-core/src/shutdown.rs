//! [`Shutdown`] and [`ShutdownReport`]: how the end of an owned runtime goes.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread;

use crate::offload::{self, OffloadHandle};
use crate::{JoinError, TaskHandleExt};

/// What had not finished when a shutdown's deadline came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ShutdownReport {
    /// Tasks that did not suspend, so that their futures could not be dropped. A thread of the
    /// runtime that had not ended by the deadline, for whatever reason, counts as one.
    pub tasks: usize,
    /// Offloaded closures that had not ended. What runs goes on by itself.
    pub closures: usize,
}

impl ShutdownReport {
    /// A report of so many tasks and closures.
    pub const fn new(tasks: usize, closures: usize) -> Self {
        Self { tasks, closures }
    }

    /// Whether nothing was left.
    pub const fn is_clean(&self) -> bool {
        self.tasks == 0 && self.closures == 0
    }
}

/// A shutdown under way, of a runtime or of what else gives a report `R`: `.await` it, or
/// [`wait`](Self::wait) for it.
///
/// Dropping it does not stop the shutdown.
#[must_use = "await or `wait()` this for the report; the shutdown is under way either way"]
#[derive(Debug)]
pub struct Shutdown<R = ShutdownReport>(OffloadHandle<R>)
where
    R: Send;

impl<R: Send + 'static> Shutdown<R> {
    /// Starts `shut_down`, which blocks, on a thread of its own: the caller's may be one that must
    /// not block. For backends.
    ///
    /// # Errors
    /// Where the system refuses the thread; `shut_down` is dropped then.
    pub fn start(shut_down: impl FnOnce() -> R + Send + 'static) -> io::Result<Self> {
        let (job, handle) = offload::new(shut_down);
        thread::Builder::new()
            .name("amphi-shutdown".into())
            .spawn(move || job.run())?;
        Ok(Self(handle))
    }

    /// Waits for the report on this thread, from anywhere.
    ///
    /// # Panics
    /// At the caller's location, where a runtime's limits make the wait impossible
    /// ([`BlockOnError`](crate::BlockOnError)).
    #[track_caller]
    pub fn wait(self) -> R {
        report(self.0.join())
    }
}

impl<R: Send> Future for Shutdown<R> {
    type Output = R;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<R> {
        Pin::new(&mut self.0).poll(cx).map(report)
    }
}

/// The thread runs the shutdown to its end, so an error can only be a panic of what is shut down.
#[track_caller]
fn report<R>(result: Result<R, JoinError>) -> R {
    result.unwrap_or_else(|error| error.resume())
}

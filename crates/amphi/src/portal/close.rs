//! Closing a portal, and the report of it.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::thread;
use std::time::{Duration, Instant};

use amphi_core::offload::{self, OffloadHandle};
use amphi_core::{JoinError, TaskHandleExt, far_future};

use super::account::Account;
use super::owner::Owner;
use super::{Portal, lock};

/// How long tasks that were cancelled may take to suspend before they are counted as left.
pub(crate) const PATIENCE: Duration = Duration::from_secs(1);

impl Portal {
    /// Takes no more calls, lets those that run go on until `deadline` from now, and cancels the
    /// rest. Ends the runtime, where the portal started it.
    ///
    /// It begins with this call, and may be called anywhere; `.await` or [`wait`](Closing::wait) for
    /// the report. It may take a second longer than `deadline` where a task does not suspend when
    /// it is cancelled. Closed again, the shorter deadline holds, and the report is the same.
    ///
    /// Where the system refuses the thread that waits, it cancels at once, as a drop does.
    pub fn close(&self, deadline: Duration) -> Closing {
        let now = Instant::now();
        let deadline = now.checked_add(deadline).unwrap_or_else(|| far_future(now));
        self.account.close();
        let account = self.account.clone();
        let owner = lock(&self.owner).take();
        let closing = Closing::start(move || close(&account, owner, deadline));
        closing.unwrap_or_else(|_| {
            self.account.cancel();
            Closing::done(self.account.report())
        })
    }
}

/// Closes a portal; blocks meanwhile.
fn close(account: &Arc<Account>, owner: Option<Owner>, deadline: Instant) -> PortalReport {
    if !account.wait(deadline) {
        account.cancel();
        account.wait(Instant::now() + PATIENCE);
    }
    // Its threads need a moment to end, also where the deadline has passed.
    let left = deadline.max(Instant::now() + PATIENCE) - Instant::now();
    let runtime = owner.map(|owner| owner.end(left)).unwrap_or_default();
    let report = account.report();
    PortalReport {
        left: report.left.max(runtime.tasks),
        closures: runtime.closures,
        ..report
    }
}

/// What became of a portal's tasks since it was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct PortalReport {
    /// Tasks that ended by themselves, with a value or a panic.
    pub completed: usize,
    /// Tasks that were cancelled.
    pub cancelled: usize,
    /// Tasks that did not suspend when they were cancelled, so that their futures could not be
    /// dropped. What is left of the portal's own runtime (a task that was started through its
    /// handle, a thread that has not ended) counts as well.
    pub left: usize,
    /// Offloaded closures on the portal's own runtime that had not ended. What runs goes on by
    /// itself.
    pub closures: usize,
}

impl PortalReport {
    /// Whether nothing was left.
    pub const fn is_clean(&self) -> bool {
        self.left == 0 && self.closures == 0
    }
}

/// A portal, or a [`Runner`](crate::Runner), that is being closed: `.await` it, or
/// [`wait`](Self::wait) for it.
///
/// Dropping it does not stop that.
#[must_use = "await or `wait()` this for the report; it is being closed either way"]
#[derive(Debug)]
pub struct Closing<R = PortalReport>(State<R>)
where
    R: Copy + Send + 'static;

#[derive(Debug)]
enum State<R> {
    UnderWay(OffloadHandle<R>),
    Done(R),
}

impl<R: Copy + Send + 'static> Closing<R> {
    /// Closes on a thread of its own, since that blocks.
    ///
    /// # Errors
    /// The system refuses the thread; nothing has been done.
    pub(crate) fn start(close: impl FnOnce() -> R + Send + 'static) -> io::Result<Self> {
        let (job, report) = offload::new(close);
        thread::Builder::new()
            .name("amphi-close".into())
            .spawn(move || job.run())?;
        Ok(Self(State::UnderWay(report)))
    }

    /// Nothing is left to do.
    pub(crate) fn done(report: R) -> Self {
        Self(State::Done(report))
    }

    /// Waits for the report on this thread, from anywhere. In one of the tasks that are waited for
    /// that lasts until after the deadline.
    ///
    /// # Panics
    /// At the caller's location, where a runtime's limits make the wait impossible.
    #[track_caller]
    pub fn wait(self) -> R {
        match self.0 {
            State::UnderWay(report) => given(report.join()),
            State::Done(report) => report,
        }
    }
}

impl<R: Copy + Send + Unpin + 'static> Future for Closing<R> {
    type Output = R;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<R> {
        match &mut self.0 {
            State::UnderWay(report) => Pin::new(report).poll(cx).map(given),
            State::Done(report) => Poll::Ready(*report),
        }
    }
}

/// The thread goes on to its end, so an error can only be a panic of the backend.
#[track_caller]
fn given<R>(report: Result<R, JoinError>) -> R {
    report.unwrap_or_else(|error| error.resume())
}

//! Calling into a portal: waiting for it, awaiting it, or going on.

use std::fmt;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{self, Poll};
use std::time::Duration;

use amphi_core::context::Context;
use amphi_core::{BlockOnErrorKind, CancelOnDrop, TaskHandle, TaskHandleExt, park, region};

use super::handle::PortalHandle;
use super::running::Running;
use super::task::Task;
use super::{Portal, PortalError, chain};
use crate::JoinHandle;

impl Portal {
    /// Runs `future` as a task of the portal and waits for it, on this thread, from anywhere but
    /// the portal's own tasks.
    ///
    /// # Errors
    /// The portal is closed, or this thread must not wait for it: nothing of the future runs then.
    /// Or it panicked, was cancelled by [`close`](Self::close), or its runtime has gone; or the wait
    /// is impossible here ([`is_wait_failed`](PortalError::is_wait_failed)): it is cancelled then.
    #[track_caller]
    pub fn call<F>(&self, future: F) -> Result<F::Output, PortalError>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let waiter = chain::check(self)?;
        let task = self.enter(future, waiter)?;
        self.wait(task.cancel_on_drop())?.map_err(PortalError::join)
    }

    /// Runs `f` on a thread of the portal's runtime, and waits for it like [`call`](Self::call).
    ///
    /// Other tasks of the portal stand still while it runs; use [`Handle::spawn_blocking`](
    /// crate::Handle::spawn_blocking) for what blocks. Once it has begun nothing cuts it short.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    #[track_caller]
    pub fn call_sync<F, T>(&self, f: F) -> Result<T, PortalError>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        self.call(async move { f() })
    }

    /// Like [`call`](Self::call), for at most `duration`: the task is cancelled then, and this
    /// returns without waiting for its end.
    ///
    /// ```
    /// use std::time::Duration;
    /// let portal = amphi::Portal::start()?;
    /// let never = std::future::pending::<()>();
    /// let error = portal.call_timeout(Duration::from_millis(1), never).unwrap_err();
    /// assert!(error.is_timeout());
    /// # Ok::<(), amphi::PortalError>(())
    /// ```
    ///
    /// # Errors
    /// As [`call`](Self::call), and [`is_timeout`](PortalError::is_timeout).
    #[track_caller]
    pub fn call_timeout<F>(&self, duration: Duration, future: F) -> Result<F::Output, PortalError>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let waiter = chain::check(self)?;
        let task = self.enter(future, waiter)?.cancel_on_drop();
        let waited = self.wait(self.handle.timeout(duration, task))?;
        waited
            .map_err(|_| PortalError::timeout())?
            .map_err(PortalError::join)
    }

    /// Runs `future` as a task of the portal, to be awaited on another runtime, which goes on
    /// meanwhile, also where the portal's thread is stuck.
    ///
    /// The task starts with this call. Dropping the [`Call`] cancels it.
    ///
    /// ```
    /// use amphi::{Handle, Portal};
    /// let portal = Portal::start()?;
    /// let sum = Handle::current().block_on(async {
    ///     let (one, two) = (portal.call_async(async { 1 }), portal.call_async(async { 2 }));
    ///     Ok::<i32, amphi::PortalError>(one.await? + two.await?)
    /// });
    /// assert_eq!(sum?, 3);
    /// # Ok::<(), amphi::PortalError>(())
    /// ```
    pub fn call_async<F>(&self, future: F) -> Call<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let entered = self.enter(future, None);
        Call(entered.ok().map(TaskHandleExt::cancel_on_drop))
    }

    /// Starts `future` as a task of the portal and goes on.
    ///
    /// The handle can be awaited or [joined](JoinHandle::join) anywhere. Cancelling it never blocks,
    /// also where the portal's thread is stuck. Where the portal is closed, the future is dropped
    /// by this call and the handle gives [`is_shutdown`](crate::JoinError::is_shutdown).
    ///
    /// Joining it in one of the portal's own tasks is not refused, and may never end on a
    /// current-thread runtime; await it there.
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let entered = self.enter(future, None);
        JoinHandle::boxed(entered.unwrap_or(PortalHandle::Refused))
    }

    /// Starts a task that `waiter`'s thread will wait for.
    pub(super) fn enter<F>(
        &self,
        future: F,
        waiter: Option<Arc<Task>>,
    ) -> Result<PortalHandle<F::Output>, PortalError>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let entry = self.account.enter(waiter).ok_or(PortalError::closed())?;
        let task = entry.task().clone();
        let handle = match Context::to_carry() {
            None => self.handle.spawn(Running::new(future, entry)),
            Some(context) => {
                // Inside the entry: it has gone, too, before the task is crossed out of the books.
                let running = Running::new(context.scope(future), entry);
                Context::left_behind(|| self.handle.spawn(running))
            }
        };
        Ok(PortalHandle::Task { handle, task })
    }

    /// Waits for something of the portal's on this thread; it is dropped where that is impossible.
    #[track_caller]
    pub(super) fn wait<F: Future>(&self, future: F) -> Result<F::Output, PortalError> {
        let mut future = pin!(future);
        let gone = match self.handle.try_block_on(future.as_mut()) {
            Ok(output) => return Ok(output),
            Err(error) => error,
        };
        if gone.kind() == BlockOnErrorKind::RuntimeGone {
            // What went with the runtime says more than that it has gone, unless it is stuck.
            let told = park::wait_for_timeout(future, MOMENT, region::block);
            if let Ok(Some(output)) = told {
                return Ok(output);
            }
        }
        Err(PortalError::wait(gone))
    }
}

/// How long a call may take to tell how it ended when its runtime has gone.
const MOMENT: Duration = Duration::from_millis(100);

/// A call to be awaited; made by [`Portal::call_async`]. Dropping it cancels the task.
#[must_use = "dropping this cancels the call"]
pub struct Call<T: Send + 'static>(
    /// `None` where the portal was closed.
    Option<CancelOnDrop<T, PortalHandle<T>>>,
);

impl<T: Send + 'static> Call<T> {
    /// Cancels the call, in force now; await the future to know when the task has ended. A task
    /// that ended all the same gives its value.
    #[must_use = "the cancellation is in force; await this to know when the task has ended"]
    pub fn cancel(self) -> impl Future<Output = Result<T, PortalError>> + Send {
        let ending = self.0.map(|task| task.into_inner().cancel());
        async move {
            match ending {
                Some(ending) => ending.await.map_err(PortalError::join),
                None => Err(PortalError::closed()),
            }
        }
    }
}

impl<T: Send + 'static> Future for Call<T> {
    type Output = Result<T, PortalError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            Some(task) => Pin::new(task).poll(cx).map_err(PortalError::join),
            None => Poll::Ready(Err(PortalError::closed())),
        }
    }
}

impl<T: Send + 'static> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").finish_non_exhaustive()
    }
}

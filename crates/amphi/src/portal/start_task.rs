//! Starting a task and waiting until it is ready.

use std::future::Future;
use std::sync::Arc;

use amphi_core::TaskHandleExt;

use super::task::Task;
use super::{Portal, PortalError, Started, chain, started};
use crate::JoinHandle;

impl Portal {
    /// Starts the task that `f` makes, and waits until it tells through its [`Started`] that it is
    /// ready. `f` itself runs in the task.
    ///
    /// ```
    /// use amphi::Portal;
    /// let portal = Portal::start()?;
    /// let (port, server) = portal.start_task(|started| async move {
    ///     let _ = started.send(8080);
    ///     "served"
    /// })?;
    /// assert_eq!((port, server.join().unwrap()), (8080, "served"));
    /// # Ok::<(), amphi::PortalError>(())
    /// ```
    ///
    /// # Errors
    /// As [`call`](Self::call), where the task ends before it is ready: a panic, a cancellation.
    /// [`is_not_started`](PortalError::is_not_started) where it lets go of its `Started` unused, by
    /// ending or otherwise; it is cancelled then. What comes after it was ready is told by the handle.
    #[track_caller]
    pub fn start_task<S, F, Fut>(&self, f: F) -> Result<(S, JoinHandle<Fut::Output>), PortalError>
    where
        S: Send + 'static,
        F: FnOnce(Started<S>) -> Fut + Send + 'static,
        Fut: Future + Send + 'static,
        Fut::Output: Send + 'static,
    {
        let waiter = chain::check(self)?;
        let (started, has_started) = started::pair();
        let handle = self.enter(async move { f(started).await }, waiter)?;
        let task = handle.task().map(Arc::clone);
        let handle = handle.cancel_on_drop();
        if let Some(value) = self.wait(has_started)? {
            task.as_deref().map(Task::release);
            return Ok((value, JoinHandle::boxed(handle.into_inner())));
        }
        // It cannot tell any more. How it ends says why.
        task.as_deref().map(Task::stop);
        let ended = self.wait(handle)?;
        let was_cancelled = task.is_some_and(|task| task.is_cancelled());
        match ended {
            Err(error) if was_cancelled || !error.is_cancelled() => Err(PortalError::join(error)),
            Ok(_) | Err(_) => Err(PortalError::not_started()),
        }
    }
}

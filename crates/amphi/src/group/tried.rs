//! Groups whose work can fail by a value.

use super::{TaskGroup, TryJoinGroup};

impl<T: Send + 'static, E: Send + 'static> TaskGroup<Result<T, E>> {
    /// Like [`cancel_on_panic`](Self::cancel_on_panic), with an `Err` as a failure, too.
    #[must_use]
    pub fn cancel_on_error(self) -> Self {
        self.shared.lock().fails = Some(Result::is_err);
        self
    }

    /// Waits until all work has ended, and gives its values, in the order in which it was given to the
    /// group; or the first failure, which cancels the rest.
    ///
    /// Dropping the future drops the group.
    ///
    /// ```
    /// use amphi::{JoinError, TaskGroup};
    /// let group = TaskGroup::new();
    /// group.spawn(std::future::pending());
    /// group.spawn_blocking(|| "x".parse::<u32>());
    /// let failed: Result<Result<Vec<u32>, _>, JoinError> = group.try_join_all().wait();
    /// assert!(failed.unwrap().is_err());
    /// ```
    ///
    /// # Errors
    /// The inner one is the first `Err` that the work gave. The outer one is a panic or a runtime that
    /// has gone, where that came first; or that work was cancelled, where nothing failed.
    pub fn try_join_all(self) -> TryJoinGroup<T, E> {
        let group = self.cancel_on_error();
        group.shared.stop_where_failed();
        TryJoinGroup(group)
    }
}

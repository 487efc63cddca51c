//! [`TaskGroup`]: work that is waited for together, and ends together.

mod cancel;
mod join;
mod member;
mod seat;
mod shared;
mod slot;
mod soon;
mod spawn;
mod state;
mod tried;
mod wait;
mod work;

use std::fmt;
use std::sync::Arc;

use shared::Shared;

pub use join::{CancelGroup, JoinGroup, JoinNext, TryJoinGroup};
pub(crate) use member::Member;
pub use soon::{Pending, Soon};

use crate::Handle;

/// Tasks and offloaded closures that are waited for together, and end with their group.
///
/// # Why
/// Many things at once, of which none may be forgotten: what was started is joined, or cancelled,
/// and no panic of it gets lost. A [`JoinHandle`](crate::JoinHandle) alone lets its work go on when
/// it is dropped; a group takes it along.
///
/// # For callers
/// - [`spawn`](Self::spawn) and [`spawn_blocking`](Self::spawn_blocking) start work. It runs on the
///   group's runtime, whether anybody waits or not.
/// - [`join_all`](Self::join_all) gives all results in the order in which the work was given,
///   [`join_next`](Self::join_next) one after the other as they come.
/// - [`limit`](Self::limit) bounds how many run at a time.
/// - [`cancel_on_panic`](Self::cancel_on_panic) and [`cancel_on_error`](Self::cancel_on_error) have
///   the first failure end the rest; [`try_join_all`](Self::try_join_all) gives it.
/// - [`soon`](Self::soon) is for work of several types.
/// - Every future here is awaited, or waited for by its `wait()`, from anywhere.
/// - A group can be shared by reference, also with other threads, to start work in it.
///
/// # Context
/// Any thread. The work has the context variables of the call that gives it to the group, as a copy
/// (C40), also where it starts later. Its runtime is the current one inside.
///
/// # Cancellation and drop
/// Dropping the group cancels what has not ended, at once, and waits for nothing: a task's future is
/// dropped at its next suspension, a closure that has not started never runs, and one that runs is
/// told ([`is_cancelled`](crate::is_cancelled)). So does dropping the future of
/// [`join_all`](Self::join_all), by a timeout for example, or by
/// [`cancellable`](crate::cancellable) where a closure that waits is cancelled.
/// [`cancel_all`](Self::cancel_all) tells when all has ended, and how.
///
/// # Panics
/// A panic in the work is its result, a [`JoinError`](crate::JoinError) with the payload; the others
/// go on. Those whose results nobody takes are [counted](Self::panics).
///
/// # Errors
/// A result is a `JoinError` where the work panicked, was cancelled, or its runtime has gone.
///
/// # Backends
/// The same on each; the work is tasks and closures of the runtime.
///
/// # Examples
/// ```
/// use amphi::TaskGroup;
///
/// let sums = |group: &TaskGroup<u64>| {
///     for n in [10, 20, 30] {
///         group.spawn_blocking(move || (1..=n).sum());
///     }
///     group.spawn(async { 7 });
/// };
/// let value = |result: Result<u64, amphi::JoinError>| result.unwrap();
///
/// // From synchronous code.
/// let group = TaskGroup::new();
/// sums(&group);
/// let all: Vec<_> = group.join_all().wait().into_iter().map(value).collect();
/// assert_eq!(all, [55, 210, 465, 7]);
///
/// // From async code.
/// amphi::block_on(async {
///     let mut group = TaskGroup::new().limit(2);
///     sums(&group);
///     let mut total = 0;
///     while let Some(sum) = group.join_next().await {
///         total += sum.unwrap();
///     }
///     assert_eq!(total, 737);
/// });
/// ```
///
/// A common mistake is to drop the group and to expect that its work goes on; join it, or use
/// [`Handle::spawn`].
pub struct TaskGroup<T: Send + 'static> {
    shared: Arc<Shared<T>>,
}

impl<T: Send + 'static> TaskGroup<T> {
    /// A group on the current runtime.
    ///
    /// # Panics
    /// Where there is no runtime ([`NoRuntime`](crate::NoRuntime)), at the caller's location.
    #[track_caller]
    pub fn new() -> Self {
        Self::on(Handle::current())
    }

    /// A group on this runtime.
    ///
    /// ```
    /// use amphi::{Handle, TaskGroup};
    /// let group = TaskGroup::on(Handle::current());
    /// group.spawn(async { 7 });
    /// assert_eq!(group.join_all().wait().pop().unwrap().unwrap(), 7);
    /// ```
    pub fn on(handle: impl Into<Handle>) -> Self {
        Self {
            shared: Arc::new(Shared::new(handle.into())),
        }
    }

    /// At most `most` run at a time; the rest start in the order in which they were given, each as
    /// soon as one has ended.
    ///
    /// ```
    /// use amphi::TaskGroup;
    /// let group = TaskGroup::new().limit(1);
    /// let (started, order) = std::sync::mpsc::channel();
    /// for n in 0..5 {
    ///     let started = started.clone();
    ///     group.spawn_blocking(move || started.send(n));
    /// }
    /// group.join_all().wait();
    /// assert_eq!(order.try_iter().collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
    /// ```
    ///
    /// # Panics
    /// Where `most` is zero, at the caller's location.
    #[must_use]
    #[track_caller]
    pub fn limit(self, most: usize) -> Self {
        assert!(
            most > 0,
            "a group whose limit is zero would never run anything"
        );
        self.shared.lock().limit = most;
        self.shared.start_waiting();
        self
    }

    /// Has the first panic cancel the rest. What is given to the group after that is cancelled, too,
    /// and does not run.
    ///
    /// A runtime that has gone counts like a panic.
    #[must_use]
    pub fn cancel_on_panic(self) -> Self {
        self.shared.lock().fails = Some(|_| false);
        self
    }

    /// The next result, in the order in which the work ends; `None` where none is left to wait for.
    ///
    /// What belongs to a [`Soon`] is waited for, but is no result.
    pub fn join_next(&mut self) -> JoinNext<'_, T> {
        JoinNext(self)
    }

    /// Waits until all work has ended. Gives the results that were not taken yet, in the order in
    /// which the work was given to the group.
    ///
    /// Dropping the future drops the group.
    pub fn join_all(self) -> JoinGroup<T> {
        JoinGroup(self)
    }

    /// Cancels what has not ended, in force at this call. Await the future, or
    /// [`wait`](CancelGroup::wait) for it, to know when it has ended; it gives the results like
    /// [`join_all`](Self::join_all). Work that ended all the same gives its value.
    ///
    /// The group can be used again. Where the future is dropped, the results stay.
    ///
    /// ```
    /// use amphi::TaskGroup;
    /// let mut group = TaskGroup::new();
    /// group.spawn(std::future::pending::<()>());
    /// let results = group.cancel_all().wait();
    /// assert!(results[0].as_ref().unwrap_err().is_cancelled());
    /// ```
    pub fn cancel_all(&mut self) -> CancelGroup<'_, T> {
        self.shared.cancel();
        CancelGroup(self)
    }

    /// How much of its work has not ended, or has a result that nobody has taken.
    pub fn len(&self) -> usize {
        let state = self.shared.lock();
        state.live() + state.ended.len()
    }

    /// Whether there is nothing to wait for and no result to take.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How much of its work has panicked so far, whether anybody took those results or not.
    pub fn panics(&self) -> usize {
        self.shared.lock().panics
    }

    /// The group's runtime.
    pub fn handle(&self) -> &Handle {
        &self.shared.handle
    }
}

impl<T: Send + 'static> Default for TaskGroup<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Send + 'static> Drop for TaskGroup<T> {
    fn drop(&mut self) {
        self.shared.let_go();
    }
}

impl<T: Send + 'static> fmt::Debug for TaskGroup<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskGroup")
            .field("runtime", self.handle())
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

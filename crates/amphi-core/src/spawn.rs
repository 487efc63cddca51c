//! [`Spawner`]: starting tasks.

use std::future::Future;

use crate::TaskHandle;

/// Starts a future as a task that runs beside its starter.
///
/// # Why
/// The least that a library needs of a runtime, so it stands alone. It leaves out tasks that are
/// not `Send` (each runtime binds those to a thread in its own way) and names or priorities.
///
/// # For callers
/// - The task goes on when the handle is dropped (C2). Keep the handle and
///   [`cancel`](TaskHandle::cancel) it where it must end with its starter.
/// - Nothing of the future runs inside the call (C1); it may be running before the call returns,
///   on another thread.
/// - It has the [context variables](crate::context) of the call, as a copy (C40).
///
/// # For implementors
/// 1. `spawn` **must not** poll the future, and **must** work on any thread (C1).
/// 2. A dropped handle **must** leave the task running (C2).
/// 3. A panic **must** reach the handle as a [`JoinError`](crate::JoinError) with its payload, and
///    must not end a thread of the runtime (C5). [`CatchUnwind`](crate::CatchUnwind) does it.
/// 4. A runtime that has gone **must** give a handle that resolves to
///    [`is_shutdown`](crate::JoinError::is_shutdown) (C6).
/// 5. The future **must** be polled and dropped with what is in scope at the call (C40):
///    [`Context::to_carry`](crate::context::Context::to_carry). A wrapper leaves it to what it wraps.
/// 6. Cloning **may** share everything; clones are the same runtime.
///
/// # Context
/// Any thread: inside the runtime, inside another, or a plain one.
///
/// # Cancellation and drop
/// Handle dropped: the task goes on. Runtime dropped: the future is dropped at its next suspension
/// and the handle resolves to `is_shutdown`. Cancellation: see [`TaskHandle::cancel`].
///
/// # Panics
/// In the future: see C5 above. In the call: none.
///
/// # Errors
/// The call has none; the handle resolves to them.
///
/// # Backends
/// | | tokio | smol | async-std |
/// |---|---|---|---|
/// | `spawn` | `Handle::spawn` | `Executor::spawn` | `task::spawn` |
/// | native drop of a handle | detaches | cancels, so it is detached for you | detaches |
/// | native panic | `Err` | re-raised at the awaiter, so it is caught in the task | as smol |
///
/// # Examples
/// ```
/// use amphi_core::{BlockOn, Spawner};
/// let rt = amphi_smol::SmolRuntime::global();
/// let task = rt.spawn(async { 6 * 7 });
/// assert_eq!(rt.block_on(task).unwrap(), 42);
/// ```
///
/// A common mistake is to expect that dropping the handle stops the task:
/// ```
/// # use amphi_core::{BlockOn, Spawner, TaskHandle};
/// # let rt = amphi_smol::SmolRuntime::global();
/// let task = rt.spawn(std::future::pending::<()>());
/// // drop(task) would leave it running for ever.
/// assert!(rt.block_on(task.cancel()).unwrap_err().is_cancelled());
/// ```
pub trait Spawner: Clone + Send + Sync + 'static {
    /// The handle of a task or of an offloaded closure that gives a `T`.
    type JoinHandle<T: Send + 'static>: TaskHandle<T>;

    /// Starts `future` as a task.
    fn spawn<F>(&self, future: F) -> Self::JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static;
}

//! [`TaskHandle`]: the two-sided handle of a task or of an offloaded closure.

use std::future::Future;
use std::time::Duration;

use crate::cancel::CancelToken;
use crate::{CancelOnDrop, JoinError, park, region};

/// Waits for a task or an offloaded closure, cancels it, or lets it go.
///
/// # Why
/// The handles of the runtimes differ in all that matters (what drop does, where panics go, what
/// cancel means for a closure). This is the one contract that all of them keep here.
///
/// # For callers
/// - `.await` it, or [`join`](TaskHandleExt::join) it from synchronous code.
/// - Dropping it detaches (C2).
/// - It can be awaited on any runtime (C8).
///
/// # For implementors
/// 1. The future **must** resolve exactly once, and **may** panic when it is polled after that.
/// 2. `cancel` **must** take effect at the call, not when its future is first polled (C3).
/// 3. `detach` **must** be the same as dropping the handle.
/// 4. Handles **must** be `Send`, `Sync` and `Unpin` where `T` is `Send` (C8).
///
/// # Context
/// Any thread.
///
/// # Cancellation and drop
/// Dropping the handle detaches. Dropping the future that `cancel` returned detaches too; the
/// cancellation stays in force.
///
/// # Panics
/// None, but for polling after completion.
///
/// # Errors
/// [`JoinError`]: the work panicked, was cancelled, or its runtime has gone.
///
/// # Backends
/// | | tokio | smol | async-std |
/// |---|---|---|---|
/// | task | `JoinHandle` | `FallibleTask` | `JoinHandle` |
/// | closure | [`OffloadHandle`](crate::offload::OffloadHandle) | same | same |
/// | allocations of `cancel` | none | one | one |
///
/// # Examples
/// ```
/// use amphi_core::{BlockOn, Spawner, TaskHandle, TaskHandleExt};
/// let rt = amphi_smol::SmolRuntime::global();
/// assert_eq!(rt.spawn(async { 1 }).join().unwrap(), 1);
///
/// let endless = rt.spawn(std::future::pending::<()>());
/// assert!(!endless.is_finished());
/// assert!(rt.block_on(endless.cancel()).unwrap_err().is_cancelled());
/// ```
pub trait TaskHandle<T>: Future<Output = Result<T, JoinError>> + Unpin + Send + Sync {
    /// Asks the work to end; takes effect at this call.
    ///
    /// The returned future resolves when a task's future has been dropped or had finished, or when
    /// a closure that had started has ended. Work that finished all the same still gives its
    /// value. A closure that had not started is dropped by this call and never runs.
    #[must_use = "the cancellation is in force; await this to know when the work has ended"]
    fn cancel(self) -> impl Future<Output = Result<T, JoinError>> + Send;

    /// Whether the result is there, so that awaiting would not wait.
    fn is_finished(&self) -> bool;

    /// Lets the work go on by itself; the same as dropping the handle.
    fn detach(self);
}

/// What every [`TaskHandle`] can do besides.
pub trait TaskHandleExt<T>: TaskHandle<T> + Sized {
    /// Waits for the result on this thread, from anywhere, nested too.
    ///
    /// # Errors
    /// As awaiting the handle.
    ///
    /// # Panics
    /// At the caller's location, where a runtime's limits make the wait impossible
    /// ([`BlockOnError`](crate::BlockOnError)).
    #[track_caller]
    fn join(self) -> Result<T, JoinError> {
        match park::wait_for(self, region::block) {
            Ok(result) => result,
            Err(error) => error.raise(),
        }
    }

    /// Like [`join`](Self::join), for at most `timeout`; `None` where there is no result by then.
    ///
    /// The work goes on, and the handle is as good as before: wait again, cancel it, or drop it.
    ///
    /// # Panics
    /// As [`join`](Self::join), and where the result was given before.
    #[track_caller]
    fn join_timeout(&mut self, timeout: Duration) -> Option<Result<T, JoinError>> {
        match park::wait_for_timeout(self, timeout, region::block) {
            Ok(result) => result,
            Err(error) => error.raise(),
        }
    }

    /// Makes it cancel the work when it is dropped.
    fn cancel_on_drop(self) -> CancelOnDrop<T, Self> {
        CancelOnDrop::new(self)
    }

    /// Waits for the result, and cancels the work when `token` is cancelled: passes a cancellation
    /// on, and learns what came of it.
    ///
    /// Work that finishes all the same gives its value. Dropping the future lets the work go on.
    ///
    /// ```
    /// use std::sync::mpsc;
    /// use amphi_core::cancel::{CancelToken, is_cancelled};
    /// use amphi_core::{BlockOn, SpawnBlocking, TaskHandleExt};
    ///
    /// let rt = amphi_smol::SmolRuntime::global();
    /// let (started, has_started) = mpsc::channel();
    /// let inner = rt.spawn_blocking(move || {
    ///     started.send(()).unwrap();
    ///     while !is_cancelled() {
    ///         std::thread::yield_now();
    ///     }
    ///     "as far as I came"
    /// });
    /// has_started.recv().unwrap();
    /// let token = CancelToken::new();
    /// token.cancel();
    /// assert_eq!(rt.block_on(inner.cancel_with(&token)).unwrap(), "as far as I came");
    /// ```
    ///
    /// # Errors
    /// As awaiting the handle.
    fn cancel_with(
        mut self,
        token: &CancelToken,
    ) -> impl Future<Output = Result<T, JoinError>> + Send {
        let token = token.clone();
        async move {
            if let Ok(result) = token.run_until_cancelled(&mut self).await {
                return result;
            }
            self.cancel().await
        }
    }
}

impl<T, H: TaskHandle<T>> TaskHandleExt<T> for H {}

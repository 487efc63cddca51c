//! [`BlockOn`]: waiting for a future from synchronous code.

use std::future::Future;

use crate::BlockOnError;

/// Waits for a future on the thread that calls.
///
/// # Why
/// A library with a blocking face, a trait method that is not async, a `Drop`: synchronous code
/// everywhere meets futures, often far below an async caller. This trait is for exactly that, so
/// it is nest-safe. It is no supertrait of [`Spawner`](crate::Spawner): async libraries should not
/// be able to block by accident.
///
/// # For callers
/// - The future may borrow from the stack and need not be `Send`.
/// - It is polled once before anything else: a ready one parks nothing and allocates nothing (C13).
/// - The future has what is in scope here (C40).
/// - Prefer `.await` where you are async. A blocked thread is a thread less.
/// - `try_block_on` drops the future when it fails; pass `Pin<&mut F>` to keep it.
///
/// # For implementors
/// 1. It **must** work on a plain thread, in an offloaded closure, in a task, inside another
///    `block_on` and on threads of other runtimes (C10), and **must not** panic for nesting (C11).
/// 2. While a thread of a runtime waits, that runtime's other tasks **must** go on (C12):
///    wait inside [`region::block`](crate::region::block), and register your own threads there.
/// 3. After a panic inside the future every state **must** be as before (C15).
/// 4. Where the runtime goes meanwhile, the wait **must** end with
///    [`RuntimeGone`](crate::BlockOnErrorKind::RuntimeGone) (C6); see [`end`](crate::end).
/// 5. [`park`](crate::park) has the waiting itself.
///
/// # Context
/// Any thread, to any depth. The runtime is the current one for all that the future does.
///
/// # Cancellation and drop
/// The future is dropped before the call returns. A wait cannot be cancelled from outside; wait
/// for a future that ends on a signal.
///
/// # Panics
/// A panic of the future goes on to the caller. `block_on` panics with the text of the
/// [`BlockOnError`] where `try_block_on` would return it.
///
/// # Errors
/// [`BlockOnError`]: the runtime has gone, before or meanwhile; nobody drives it; or its limits make
/// this wait impossible. [Its kinds](crate::BlockOnErrorKind) tell.
///
/// # Backends
/// | calling thread | tokio | smol | async-std |
/// |---|---|---|---|
/// | plain, offloaded closure | parks in place, runtime entered | `async_io::block_on` | `async_global_executor::block_on` |
/// | worker | `block_in_place` | a spare thread runs the executor meanwhile | as smol |
/// | current-thread runtime's own | parks inside a helper runtime's context | - | - |
///
/// # Examples
/// ```
/// use amphi_core::{BlockOn, Spawner};
/// let rt = amphi_smol::SmolRuntime::global();
///
/// // Nested: a task calls a synchronous function that waits for another task.
/// let inner = rt.clone();
/// let outer = rt.spawn(async move {
///     let sync_api = || inner.block_on(inner.spawn(async { 2 })).unwrap();
///     sync_api() + 1
/// });
/// assert_eq!(rt.block_on(outer).unwrap(), 3);
/// ```
pub trait BlockOn {
    /// Waits for `future` on this thread, or says why that is impossible.
    #[track_caller]
    fn try_block_on<F: Future>(&self, future: F) -> Result<F::Output, BlockOnError>;

    /// Waits for `future` on this thread.
    ///
    /// # Panics
    /// Where [`try_block_on`](Self::try_block_on) returns an error, at the caller's location, with
    /// the error's text.
    #[inline]
    #[track_caller]
    fn block_on<F: Future>(&self, future: F) -> F::Output {
        match self.try_block_on(future) {
            Ok(output) => output,
            Err(error) => error.raise(),
        }
    }

    /// Runs `f` on this thread, letting the runtime's other tasks go on elsewhere while it blocks.
    ///
    /// `f` may borrow. Outside a worker it is simply called. Where the runtime cannot move its
    /// work to another thread (a tokio current-thread runtime) it is called in place too, and the
    /// other tasks wait.
    fn block_in_place<F, R>(&self, f: F) -> R
    where
        F: FnOnce() -> R;
}

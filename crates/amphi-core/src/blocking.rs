//! [`SpawnBlocking`]: offloading closures that block.

use std::task::{Context, Poll};

use crate::{Admission, Spawner};

/// Runs a closure on a thread that is allowed to block.
///
/// # Why
/// File systems, databases, compression and long computations would stop every other task of an
/// executor thread. A trait of its own, since some executors can spawn and have no such threads.
///
/// # For callers
/// - The closure and its captures are gone before its result can be seen (C7).
/// - It runs at most once, and exactly once unless it was cancelled before it started or the
///   runtime went.
/// - Inside, [`check_cancelled`](crate::cancel::check_cancelled) tells whether the result is still
///   wanted; a long closure should ask now and then ([`cancel`](crate::cancel)).
/// - It has the [context variables](crate::context) of the call, as a copy (C40).
/// - There may be hundreds of such threads; bound your own concurrency.
///
/// # For implementors
/// 1. The closure **must not** run inside the call (C1), and **must** run when the handle is
///    dropped, queued or running (C2).
/// 2. `cancel` **must** take a closure that has not started back, so that it never runs, and
///    **must** wait for one that has (C4).
/// 3. The closure **must** run with what is in scope at the call (C40).
/// 4. Where what is queued has a limit, [`poll_room`](Self::poll_room) **should** wait for room.
/// 5. [`offload::new`](crate::offload::new) keeps all of these clauses; queue its
///    [`Job`](crate::offload::Job) on your threads and return its handle.
///
/// # Context
/// Any thread.
///
/// # Cancellation and drop
/// Handle dropped: the closure goes on, queued or running. Cancelled before it started: it is
/// dropped at once, on the canceller's thread. Runtime dropped: what has not started may be dropped
/// (`is_shutdown`), what runs goes on to its end and its handle still gives the value.
///
/// # Panics
/// In the closure: the handle gives the payload (C5). In the call: none.
///
/// # Errors
/// The call has none; the handle resolves to them.
///
/// # Backends
/// | | tokio | smol | async-std |
/// |---|---|---|---|
/// | threads | the runtime's blocking pool | the process-wide pool of `blocking` | as smol |
/// | limit | 512 by default | 500 by default | as smol |
/// | native cancel of a queued closure | waits for a thread | at once | waits for a thread |
///
/// # Examples
/// ```
/// use amphi_core::{BlockOn, SpawnBlocking};
/// let rt = amphi_smol::SmolRuntime::global();
/// let size = rt.spawn_blocking(|| std::fs::metadata("Cargo.toml").map(|meta| meta.len()));
/// assert!(rt.block_on(size).unwrap().unwrap() > 0);
/// ```
pub trait SpawnBlocking: Spawner {
    /// Runs `f` on a thread where blocking is welcome.
    fn spawn_blocking<F, T>(&self, f: F) -> Self::JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static;

    /// Whether there is room for one more closure, where there is a limit to what may be queued; who waits is
    /// woken by `cx` in its turn. For async code that would rather wait than go over the limit:
    /// [`spawn_blocking`](Self::spawn_blocking) queues whatever it is.
    ///
    /// Ready: `admission` holds the room. Drop it once the closure was given. Dropped before, it leaves the line, or
    /// gives its room to the next. From any thread.
    ///
    /// Provided, and right where there is no limit: there is always room. Never an error: where the pool has
    /// gone it is ready, and `spawn_blocking` tells.
    #[inline]
    fn poll_room(&self, admission: &mut Admission, cx: &mut Context<'_>) -> Poll<()> {
        let _ = (admission, cx);
        Poll::Ready(())
    }
}

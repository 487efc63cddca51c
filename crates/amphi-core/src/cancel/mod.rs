//! Ending work early: what code that runs can ask, and tokens that carry the question on.
//!
//! A thread cannot be stopped from outside. A closure that was [offloaded](crate::SpawnBlocking)
//! ends early where it asks, and these are the ways:
//!
//! | in a closure | write |
//! |---|---|
//! | ask between two steps | [`check_cancelled`]`()?`, or `if `[`is_cancelled`]`()` |
//! | wait for a future, and stop waiting | `block_on(`[`cancellable`]`(future))?` |
//! | sleep, and wake early | `token.cancelled().wait_timeout(duration)` |
//! | tell a thread or a task that it starts | give it [`CancelToken::current`] |
//!
//! A closure is cancelled by [`cancel`](crate::TaskHandle::cancel) of its handle, also that of a
//! [`CancelOnDrop`](crate::CancelOnDrop) that was dropped. A handle that was merely dropped cancels
//! nothing (C2).
//!
//! A closure that nobody asks for a token makes none.

mod cancellation;
mod node;
mod places;
mod run_until;
mod token;
mod wait;

#[cfg(all(test, amphi_loom))]
mod model;
#[cfg(test)]
mod tests;

use std::future::Future;

pub use cancellation::{Cancellation, run_inside};
pub use run_until::Cancellable;
pub use token::CancelToken;
pub use wait::WhenCancelled;

pub use crate::error::Cancelled;
#[doc(no_inline)]
pub use crate::offload::is_cancelled;

use crate::offload;

/// Fails where the work that runs here has been cancelled, for `?` between the steps of a long
/// closure.
///
/// The work is what has the [current token](CancelToken::current): the offloaded closure that runs
/// on this thread, also one whose handle has gone, or the innermost [scope](CancelToken::scope).
///
/// # Errors
/// [`is_cancelled`](Cancelled::is_cancelled) from the cancellation on. Where nothing can be
/// cancelled, [`is_outside`](Cancelled::is_outside); code that is called from both sides asks
/// [`is_cancelled`] instead, which is `false` there.
///
/// ```
/// use std::sync::mpsc;
/// use amphi_core::cancel::{Cancelled, check_cancelled};
/// use amphi_core::{BlockOn, SpawnBlocking, TaskHandle};
///
/// fn search(started: &mpsc::Sender<()>) -> Result<u32, Cancelled> {
///     started.send(()).unwrap();
///     loop {
///         check_cancelled()?;
///         std::thread::yield_now();
///     }
/// }
///
/// let rt = amphi_smol::SmolRuntime::global();
/// let (started, has_started) = mpsc::channel();
/// let closure = rt.spawn_blocking(move || search(&started));
/// has_started.recv().unwrap();
/// // The closure's own value: that it ended early.
/// assert!(rt.block_on(closure.cancel()).unwrap().unwrap_err().is_cancelled());
/// ```
pub fn check_cancelled() -> Result<(), Cancelled> {
    match offload::cancelled_here() {
        Some(false) => Ok(()),
        Some(true) => Err(Cancelled::CANCELLED),
        None => Err(Cancelled::OUTSIDE),
    }
}

/// Runs `future` until the work that runs here is cancelled: then the future is dropped at once,
/// and the error says so.
///
/// The [current token](CancelToken::current) of this call counts, wherever the future is polled
/// later; so `portal.call(cancellable(future))` stops the portal's task. Without one, nothing
/// cancels the future. See [`CancelToken::run_until_cancelled`].
///
/// ```
/// use amphi_core::cancel::cancellable;
/// use amphi_core::{BlockOn, SpawnBlocking, TaskHandle};
/// use std::{future::pending, sync::mpsc};
///
/// let rt = amphi_smol::SmolRuntime::global();
/// let (started, has_started) = mpsc::channel();
/// let inner = rt.clone();
/// let closure = rt.spawn_blocking(move || {
///     started.send(()).unwrap();
///     // Would never end by itself.
///     inner.block_on(cancellable(pending::<()>()))
/// });
/// has_started.recv().unwrap();
/// assert!(rt.block_on(closure.cancel()).unwrap().unwrap_err().is_cancelled());
/// ```
pub fn cancellable<F: Future>(future: F) -> Cancellable<F> {
    Cancellable::new(future, CancelToken::current())
}

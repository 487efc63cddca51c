//! The free functions: the current runtime's tools, for straight-line code.

use std::future::Future;
use std::time::{Duration, Instant};

use amphi_core::{BlockOnError, BlockOnErrorKind};

use crate::{Handle, Interval, JoinHandle, Sleep, Timeout};

/// Starts `future` as a task on the current runtime; see [`Handle::spawn`].
///
/// # Panics
/// Where there is no runtime ([`NoRuntime`](crate::NoRuntime)), at the caller's location.
#[track_caller]
pub fn spawn<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    Handle::current().spawn(future)
}

/// Runs `f` on a thread of the current runtime where blocking is welcome; see
/// [`Handle::spawn_blocking`].
///
/// # Panics
/// Where there is no runtime ([`NoRuntime`](crate::NoRuntime)), at the caller's location.
#[track_caller]
pub fn spawn_blocking<F, T>(f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    Handle::current().spawn_blocking(f)
}

/// Waits for `future` on this thread, from anywhere, nested too; see [`Handle::block_on`].
///
/// # Panics
/// Where [`try_block_on`] fails, at the caller's location.
#[track_caller]
pub fn block_on<F: Future>(future: F) -> F::Output {
    Handle::current().block_on(future)
}

/// Waits for `future` on this thread, or says why that is impossible; see
/// [`Handle::try_block_on`].
///
/// # Errors
/// There is no runtime, it has gone, or its limits make the wait impossible.
#[track_caller]
pub fn try_block_on<F: Future>(future: F) -> Result<F::Output, BlockOnError> {
    match Handle::try_current() {
        Ok(handle) => handle.try_block_on(future),
        Err(error) => {
            Err(BlockOnError::new(BlockOnErrorKind::NoRuntime).with_detail(error.to_string()))
        }
    }
}

/// Calls `f` on this thread, letting the current runtime's other tasks go on while it blocks; see
/// [`Handle::block_in_place`].
///
/// # Panics
/// Where there is no runtime ([`NoRuntime`](crate::NoRuntime)), at the caller's location.
#[track_caller]
pub fn block_in_place<F, R>(f: F) -> R
where
    F: FnOnce() -> R,
{
    Handle::current().block_in_place(f)
}

/// Resolves after `duration`, counted from this call; see [`Sleep`].
///
/// # Panics
/// Where there is no runtime ([`NoRuntime`](crate::NoRuntime)), at the caller's location.
#[track_caller]
pub fn sleep(duration: Duration) -> Sleep {
    Handle::current().sleep(duration)
}

/// Resolves at `deadline`, or at once where that has passed; see [`Sleep`].
///
/// # Panics
/// Where there is no runtime ([`NoRuntime`](crate::NoRuntime)), at the caller's location.
#[track_caller]
pub fn sleep_until(deadline: Instant) -> Sleep {
    Handle::current().sleep_until(deadline)
}

/// Gives `future` until `duration` from now; see [`Timeout`].
///
/// ```
/// use std::time::Duration;
/// let hour = Duration::from_secs(3600);
/// amphi::block_on(async {
///     assert_eq!(amphi::timeout(hour, async { 7 }).await, Ok(7));
///     let never = std::future::pending::<()>();
///     assert!(amphi::timeout(Duration::ZERO, never).await.is_err());
/// });
/// ```
///
/// # Panics
/// Where there is no runtime ([`NoRuntime`](crate::NoRuntime)), at the caller's location.
#[track_caller]
pub fn timeout<F: Future>(duration: Duration, future: F) -> Timeout<F> {
    Handle::current().timeout(duration, future)
}

/// Ticks at once and then every `period`; see [`Interval`].
///
/// # Panics
/// Where `period` is zero or there is no runtime ([`NoRuntime`](crate::NoRuntime)), at the caller's
/// location.
#[track_caller]
pub fn interval(period: Duration) -> Interval {
    Handle::current().interval(period)
}

//! [`Timer`] and [`Sleep`]: waiting for a moment.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

/// Makes futures that resolve at a moment.
///
/// # Why
/// Timeouts, retries, intervals. It leaves out wall-clock time and intervals; the latter are built
/// on it by the `amphi` crate.
///
/// # For callers
/// Measure with [`now`](Self::now): a runtime may have a clock of its own (paused in tests).
///
/// # For implementors
/// 1. A sleep **must** be creatable on any thread; zero, past and far-future deadlines are legal
///    (C30).
/// 2. It **should** register with a driver at its first poll, in the context that is current then,
///    so that a sleep made outside a nested wait works inside it.
/// 3. It **must not** resolve before its deadline.
///
/// # Context
/// Any thread.
///
/// # Cancellation and drop
/// Dropping a sleep takes it off the driver. Runtime dropped: a sleep outside of its tasks resolves
/// in its time.
///
/// # Panics
/// None at creation. On tokio, polling in a task panics where the task's runtime was built without
/// its timer.
///
/// # Errors
/// None.
///
/// # Backends
/// | | tokio | smol | async-std |
/// |---|---|---|---|
/// | `Sleep` | `tokio::time::Sleep` | `async_io::Timer` | `async_io::Timer` |
/// | grain | 1 ms | the system's | the system's |
/// | `now` | tokio's clock, pausable | `Instant::now` | `Instant::now` |
///
/// # Examples
/// ```
/// use std::time::Duration;
/// use amphi_core::{BlockOn, Timer};
/// let rt = amphi_smol::SmolRuntime::global();
/// let start = rt.now();
/// rt.block_on(rt.sleep(Duration::from_millis(5)));
/// assert!(rt.now() - start >= Duration::from_millis(5));
/// ```
pub trait Timer {
    /// The future of [`sleep_until`](Self::sleep_until).
    type Sleep: Sleep;

    /// The current moment on this runtime's clock.
    fn now(&self) -> Instant;

    /// A future that resolves at `deadline`, or at once where that has passed.
    fn sleep_until(&self, deadline: Instant) -> Self::Sleep;

    /// A future that resolves after `duration`, counted from this call.
    ///
    /// A duration that the clock cannot express (`Duration::MAX`) means a moment some decades
    /// ahead, see [`far_future`].
    fn sleep(&self, duration: Duration) -> Self::Sleep {
        let now = self.now();
        self.sleep_until(now.checked_add(duration).unwrap_or_else(|| far_future(now)))
    }
}

/// A running timer.
///
/// # Why
/// A deadline that moves (an idle timeout) should not need a new future each time.
///
/// # For callers
/// It is pinned where it stands; box it (`Box::pin`) where it has to move.
///
/// # For implementors
/// 1. It **must** work when it is polled on another runtime than its own, as long as its own lives.
/// 2. `reset` **must** also revive a sleep that has resolved.
/// 3. `reset` **must** keep who waits: a task that polled it before is woken at the new deadline.
///
/// # Context
/// Any thread.
///
/// # Cancellation and drop
/// Dropping it cancels the timer and nothing else.
///
/// # Panics
/// See [`Timer`].
///
/// # Errors
/// None.
///
/// # Backends
/// | | tokio | smol | async-std |
/// |---|---|---|---|
/// | `reset` | `Sleep::reset` | `Timer::set_at` | `Timer::set_at` |
///
/// # Examples
/// ```
/// use std::time::Duration;
/// use amphi_core::{BlockOn, Sleep, Timer};
/// let rt = amphi_smol::SmolRuntime::global();
/// let mut sleep = Box::pin(rt.sleep(Duration::from_secs(3600)));
/// sleep.as_mut().reset(rt.now());
/// rt.block_on(sleep);
/// ```
pub trait Sleep: Future<Output = ()> + Send + Sync {
    /// Moves the deadline; a sleep that has resolved starts anew.
    fn reset(self: Pin<&mut Self>, deadline: Instant);

    /// The moment at which it resolves.
    fn deadline(&self) -> Instant;
}

/// A moment so far ahead that nobody waits for it, and that every clock here can express.
///
/// Thirty years, as tokio has it (`tokio::time`, `Instant::far_future`): more overflows the
/// clocks of some systems.
pub fn far_future(now: Instant) -> Instant {
    now + Duration::from_secs(86400 * 365 * 30)
}

//! Generators that are sent values: [`Generator`].

mod co;
mod resume;
mod slot;
mod step;
mod stream;

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

pub use co::{Co, Yield};
pub use resume::{Finished, Resume, Resumed};

use crate::{Handle, select};
use slot::Slot;
use step::Body;

/// An async closure that gives items and is sent values, by turns with who [resumes](Self::resume) it.
///
/// Each `resume` sends a value in, and runs the closure's future until it yields the next item, or ends. It
/// runs nowhere else: there is no task, no thread, and no queue behind it, and nothing is allocated for an
/// item, but for the first. Between two items it may await whatever it likes.
///
/// ```
/// use amphi::{Generator, Resumed};
///
/// /// The mean of all that was sent so far.
/// let mut mean = Generator::new(|co| async move {
///     let (mut sum, mut count) = (co.received().expect("the first one"), 1.0);
///     while count < 4.0 {
///         let sent: f64 = co.yield_(sum / count).await;
///         sum += sent;
///         count += 1.0;
///     }
///     "enough"
/// });
/// // In async code: `mean.resume(3.0).await`.
/// assert_eq!(mean.resume_blocking(3.0), Ok(Resumed::Yielded(3.0)));
/// assert_eq!(mean.resume_blocking(5.0), Ok(Resumed::Yielded(4.0)));
/// assert_eq!(mean.resume_blocking(1.0), Ok(Resumed::Yielded(3.0)));
/// assert_eq!(mean.resume_blocking(7.0), Ok(Resumed::Complete("enough")));
/// assert_eq!(mean.resume_blocking(9.0).unwrap_err().into_inner(), 9.0);
/// ```
///
/// One that is sent nothing, `()`, and returns nothing is a [`Stream`](futures_core::Stream) too, and by that a
/// blocking iterator:
///
/// ```
/// use amphi::Generator;
/// use amphi::prelude::*;
///
/// let squares = Generator::new(|co| async move {
///     for number in 1_u64..=3 {
///         amphi::yield_now().await;
///         co.yield_(number * number).await;
///     }
/// });
/// assert_eq!(squares.into_blocking_iter().collect::<Vec<_>>(), [1, 4, 9]);
/// ```
///
/// # Values that are sent
/// A `yield_` gives what the resume after its item sends. What no `yield_` waits for (the first value; one that
/// comes after a resume which was dropped, or after a `yield_` that was) is kept for
/// [`received`](Co::received) until another one takes its place.
///
/// # Context
/// The closure is called by `new`; its future is polled by who resumes, on that thread and in that task, with its
/// [context](crate::context). It is `Send` where the future, the items and the values are; where it is not, it can
/// still be resumed on one thread.
///
/// # Drop
/// The future goes with the generator, at once and with all that it holds, on the thread that drops it; also one
/// that was never resumed. When `Complete` is given it has gone already.
///
/// # Cancellation
/// A `resume` that is dropped leaves the generator where it is: the next one goes on from there.
///
/// # Panics
/// A panic of the future goes on to who resumes, and finishes the generator.
#[must_use = "a generator does nothing until it is resumed"]
pub struct Generator<Y, S, F: Future> {
    body: Body<F>,
    slot: Arc<Slot<Y, S>>,
    /// The runtime that was current where it was made, for waits.
    handle: Option<Handle>,
    /// Empty: its room is used again.
    wakers: Vec<Waker>,
}

/// Nothing in it is pinned but what is boxed.
impl<Y, S, F: Future> Unpin for Generator<Y, S, F> {}

impl<Y, S, F: Future> Generator<Y, S, F> {
    /// A generator of what the future of `make` yields; it is given what to yield with.
    pub fn new(make: impl FnOnce(Co<Y, S>) -> F) -> Self {
        let slot = Arc::new(Slot::new());
        let future = make(Co::new(slot.clone()));
        Self {
            body: Body::Running(Box::pin(future)),
            slot,
            handle: select::chosen(),
            wakers: Vec::new(),
        }
    }

    /// Sends `value`, and runs the generator until it yields or ends.
    ///
    /// Nothing happens before it is awaited.
    ///
    /// # Errors
    /// [`Finished`], with the value inside, where it has ended before.
    ///
    /// # Cancellation
    /// See [`Generator`]. The value stays sent where the future was polled.
    pub fn resume(&mut self, value: S) -> Resume<'_, Y, S, F> {
        Resume::new(self, value)
    }

    /// Like [`resume`](Self::resume), waiting for the item on this thread, from anywhere, nested too; on the runtime
    /// that was current where the generator was made, else on the one that is.
    ///
    /// # Errors
    /// As [`resume`](Self::resume).
    ///
    /// # Panics
    /// At the caller's location, where there is no runtime, or the wait is impossible (then the generator
    /// stays as it is; [`Handle::try_block_on`] of `resume` tells instead). A panic of the generator goes on
    /// to the caller.
    #[track_caller]
    pub fn resume_blocking(&mut self, value: S) -> Result<Resumed<Y, F::Output>, Finished<S>> {
        let handle = self.handle.clone().unwrap_or_else(Handle::current);
        handle.block_on(self.resume(value))
    }

    /// Whether it has ended: `Complete` was given, or it panicked.
    pub fn is_finished(&self) -> bool {
        matches!(self.body, Body::Finished)
    }

    /// Leaves `value` for the future, and wakes those of its yields that this task does not poll by itself.
    fn send(&mut self, value: S, waker: &Waker) {
        let replaced = self.slot.send(value, waker, &mut self.wakers);
        self.wakers.drain(..).for_each(Waker::wake);
        drop(replaced);
    }

    /// Goes on until the next item, or the end.
    fn poll_step(&mut self, cx: &mut Context<'_>) -> Poll<Resumed<Y, F::Output>> {
        self.body.poll(&self.slot, cx)
    }
}

impl<Y, S, F: Future> Drop for Generator<Y, S, F> {
    fn drop(&mut self) {
        // Who yields from elsewhere is told when the future has gone.
        let closes = step::Closes(&self.slot);
        self.body = Body::Finished;
        drop(closes);
    }
}

impl<Y, S, F: Future> fmt::Debug for Generator<Y, S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Generator")
            .field("is_finished", &self.is_finished())
            .finish_non_exhaustive()
    }
}

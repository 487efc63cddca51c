//! What a handle does: the core traits' methods, without having to import the traits.

use std::future::Future;
use std::pin::Pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use amphi_core::{BlockOn, BlockOnError, SpawnBlocking, Spawner, Timer};

use super::{Repr, each};
use crate::backend::budget::free_of_budget;
use crate::{Handle, Interval, JoinHandle, Sleep, Timeout, inside, select};

impl Handle {
    /// Starts `future` as a task; see [`Spawner`].
    ///
    /// Nothing of it runs inside the call. It goes on when the handle is dropped. A panic in it is
    /// the handle's [`JoinError`](crate::JoinError); so is a runtime that has gone.
    #[inline]
    #[track_caller]
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        match &self.detour {
            None => self.start(future),
            Some(_) => self.start_inside(future),
        }
    }

    /// Boxed: every future would be compiled once more for each backend otherwise.
    #[cold]
    fn start_inside<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let inside = inside::Inside::new(future, self.clone());
        let boxed: Pin<Box<dyn Future<Output = F::Output> + Send>> = Box::pin(inside);
        self.start(boxed)
    }

    #[inline]
    fn start<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        match &self.runtime {
            Repr::Tokio(runtime) => JoinHandle::tokio(runtime.spawn(future)),
            Repr::Smol(runtime) => JoinHandle::smol(runtime.spawn(future)),
            Repr::AsyncStd(runtime) => JoinHandle::async_std(runtime.spawn(future)),
            Repr::Custom(runtime) => {
                JoinHandle::custom(runtime.spawn(inside::Inside::new(future, self.clone())))
            }
        }
    }

    /// Runs `f` on a thread where blocking is welcome; see [`SpawnBlocking`].
    ///
    /// It runs at most once, and goes on when the handle is dropped, also when it has not started.
    /// Inside, [`is_cancelled`](crate::is_cancelled) tells whether the handle was cancelled.
    #[track_caller]
    pub fn spawn_blocking<F, T>(&self, f: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        match &self.detour {
            None => self.start_blocking(f),
            Some(detour) => detour.offload(self, f),
        }
    }

    fn start_blocking<F, T>(&self, f: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        match &self.runtime {
            Repr::Tokio(runtime) => JoinHandle::tokio(runtime.spawn_blocking(f)),
            Repr::Smol(runtime) => JoinHandle::smol(runtime.spawn_blocking(f)),
            Repr::AsyncStd(runtime) => JoinHandle::async_std(runtime.spawn_blocking(f)),
            Repr::Custom(runtime) => {
                JoinHandle::custom(runtime.spawn_blocking(inside::inside(f, self.clone())))
            }
        }
    }

    /// Waits for `future` on this thread, from anywhere, nested too; see [`BlockOn`].
    ///
    /// # Panics
    /// Where [`try_block_on`](Self::try_block_on) fails, at the caller's location, with the error's
    /// text. A panic of the future goes on to the caller.
    #[inline]
    #[track_caller]
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        match self.try_block_on(future) {
            Ok(output) => output,
            Err(error) => error.raise(),
        }
    }

    /// Waits for `future` on this thread, or says why that is impossible; see [`BlockOn`].
    ///
    /// # Errors
    /// The runtime has gone, or its limits make this wait impossible. The future is dropped then;
    /// pass `Pin<&mut F>` to keep it.
    #[inline]
    #[track_caller]
    pub fn try_block_on<F: Future>(&self, future: F) -> Result<F::Output, BlockOnError> {
        let _entered = select::enter_for_wait(self);
        self.try_block_on_as_is(future)
    }

    /// Waits on the runtime, and leaves it to the caller which one is the current one.
    #[inline]
    #[track_caller]
    pub(crate) fn try_block_on_as_is<F: Future>(
        &self,
        future: F,
    ) -> Result<F::Output, BlockOnError> {
        match &self.runtime {
            Repr::Tokio(runtime) => runtime.try_block_on(future),
            Repr::Smol(runtime) => runtime.try_block_on(free_of_budget(future)),
            Repr::AsyncStd(runtime) => runtime.try_block_on(free_of_budget(future)),
            Repr::Custom(runtime) => runtime.try_block_on(free_of_budget(future)),
        }
    }

    /// Polls `future` once, where [`try_block_on`](Self::try_block_on) would do no more than that before:
    /// what is ready is given at a fraction of its cost. Else it is pending, polled or not, and to be
    /// waited for.
    #[inline]
    pub(crate) fn poll_now<F: Future>(&self, future: Pin<&mut F>) -> Poll<F::Output> {
        if !select::is_found_in_waits(self) {
            return Poll::Pending;
        }
        match &self.runtime {
            Repr::Tokio(runtime) => runtime.poll_now(future),
            Repr::Smol(runtime) => runtime.poll_now(future),
            Repr::AsyncStd(runtime) => runtime.poll_now(future),
            Repr::Custom(_) => Poll::Pending,
        }
    }

    /// Calls `f` on this thread, letting the runtime's other tasks go on elsewhere while it blocks;
    /// see [`BlockOn::block_in_place`].
    pub fn block_in_place<F, R>(&self, f: F) -> R
    where
        F: FnOnce() -> R,
    {
        each!(self, runtime => runtime.block_in_place(f))
    }

    /// The current moment on the runtime's clock.
    #[inline]
    pub fn now(&self) -> Instant {
        each!(self, runtime => runtime.now())
    }

    /// Resolves after `duration`, counted from this call; see [`Timer`].
    #[inline]
    pub fn sleep(&self, duration: Duration) -> Sleep {
        match &self.runtime {
            Repr::Tokio(runtime) => Sleep::tokio(runtime.sleep(duration)),
            Repr::Smol(runtime) => Sleep::smol(runtime.sleep(duration)),
            Repr::AsyncStd(runtime) => Sleep::async_std(runtime.sleep(duration)),
            Repr::Custom(runtime) => Sleep::custom(runtime.sleep(duration)),
        }
    }

    /// Resolves at `deadline`, or at once where that has passed; see [`Timer`].
    #[inline]
    pub fn sleep_until(&self, deadline: Instant) -> Sleep {
        match &self.runtime {
            Repr::Tokio(runtime) => Sleep::tokio(runtime.sleep_until(deadline)),
            Repr::Smol(runtime) => Sleep::smol(runtime.sleep_until(deadline)),
            Repr::AsyncStd(runtime) => Sleep::async_std(runtime.sleep_until(deadline)),
            Repr::Custom(runtime) => Sleep::custom(runtime.sleep_until(deadline)),
        }
    }

    /// Gives `future` until `duration` from now; see [`Timeout`].
    pub fn timeout<F: Future>(&self, duration: Duration, future: F) -> Timeout<F> {
        Timeout::new(future, self.sleep(duration))
    }

    /// Ticks at once and then every `period`; see [`Interval`].
    ///
    /// # Panics
    /// Where `period` is zero, at the caller's location.
    #[track_caller]
    pub fn interval(&self, period: Duration) -> Interval {
        Interval::new(self.clone(), period)
    }
}

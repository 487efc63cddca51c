//! [`Cleanup`]: a guard's cleanup, awaited or waited for.

use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::alone;
use crate::Handle;

pub(super) type Boxed<R> = Pin<Box<dyn Future<Output = R> + Send>>;

/// The cleanup of an [`AsyncGuard`](crate::AsyncGuard): `.await` it, or [`wait`](Self::wait) for it; both
/// give what it gives. Made by [`close`](crate::AsyncGuard::close).
///
/// It runs where it is awaited. Dropped before its end, it goes on by itself, as the cleanup of a guard
/// that is dropped does.
///
/// # Panics
/// A panic of the cleanup goes on to who awaits it or waits for it.
#[must_use = "await or `wait()` this to have the cleanup done here; dropped, it goes on by itself"]
pub struct Cleanup<R: Send + 'static>(Option<Running<R>>);

/// A cleanup that has not ended.
pub(super) struct Running<R> {
    pub(super) future: Boxed<R>,
    pub(super) plan: Plan<R>,
    pub(super) has_started: bool,
}

/// What a cleanup needs where nobody waits for it.
pub(super) struct Plan<R> {
    /// The runtime that was current where the guard was made.
    pub(super) handle: Option<Handle>,
    /// Where the guard was made.
    pub(super) location: &'static Location<'static>,
    /// The text of the error that the cleanup gave, if it gave one.
    pub(super) fault: fn(&R) -> Option<String>,
}

impl<R: Send + 'static> Cleanup<R> {
    pub(super) fn new(future: Boxed<R>, plan: Plan<R>) -> Self {
        Self(Some(Running {
            future,
            plan,
            has_started: false,
        }))
    }

    /// Waits for the cleanup on this thread, from anywhere, nested too; on the guard's runtime.
    ///
    /// # Panics
    /// At the caller's location, where there is no runtime, it has gone, or its limits make the wait
    /// impossible; the cleanup then goes on by itself, or is [reported](crate::cleanup). A panic of
    /// the cleanup goes on to the caller.
    #[track_caller]
    pub fn wait(mut self) -> R {
        let handle = self.0.as_ref().and_then(|it| it.plan.handle.clone());
        let waited = match handle {
            Some(handle) => handle.try_block_on(&mut self),
            None => crate::try_block_on(&mut self),
        };
        match waited {
            Ok(given) => given,
            Err(error) => error.raise(),
        }
    }
}

impl<R: Send + 'static> Future for Cleanup<R> {
    type Output = R;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<R> {
        // A panic drops it: nothing of it can go on.
        let mut running = self.0.take().expect("polled after completion");
        running.has_started = true;
        let polled = running.future.as_mut().poll(cx);
        if polled.is_pending() {
            self.0 = Some(running);
        }
        polled
    }
}

impl<R: Send + 'static> Drop for Cleanup<R> {
    fn drop(&mut self) {
        if let Some(running) = self.0.take() {
            alone::go_on(running);
        }
    }
}

impl<R: Send + 'static> fmt::Debug for Cleanup<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cleanup")
            .field("has_ended", &self.0.is_none())
            .finish_non_exhaustive()
    }
}

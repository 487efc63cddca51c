//! [`CatchUnwind`]: a future whose panics are values.

use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use crate::JoinError;
use crate::internal::{Payload, quietly};

pin_project! {
    /// Runs a future and gives a panic of it as a value.
    ///
    /// For backends whose executor would raise a task's panic elsewhere. The inner future is
    /// dropped before the result is given, also after a panic. A panic while it is dropped is the
    /// result where there is one to give, and is swallowed on cancellation, when there is nobody to
    /// give it to: executors built on `async-task` would abort the process otherwise.
    ///
    /// ```
    /// use amphi_core::{CatchUnwind, park};
    /// let fine = park::block_on(CatchUnwind::new(async { 1 }));
    /// assert_eq!(fine.into_result().unwrap(), 1);
    /// let caught = park::block_on(CatchUnwind::new(async { panic!("x") }));
    /// assert!(caught.into_result().unwrap_err().is_panic());
    /// ```
    #[derive(Debug)]
    pub struct CatchUnwind<F> {
        #[pin]
        future: Option<F>,
    }

    impl<F> PinnedDrop for CatchUnwind<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut future = this.project().future;
            if future.is_some() {
                quietly(|| future.set(None));
            }
        }
    }
}

impl<F> CatchUnwind<F> {
    /// Wraps `future`.
    pub const fn new(future: F) -> Self {
        Self {
            future: Some(future),
        }
    }
}

impl<F: Future> Future for CatchUnwind<F> {
    type Output = Caught<F::Output>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut slot = self.project().future;
        let polled = catch_unwind(AssertUnwindSafe(|| {
            let future = slot.as_mut().as_pin_mut().expect("polled after completion");
            let output = std::task::ready!(future.poll(cx));
            slot.set(None);
            Poll::Ready(output)
        }));
        match polled {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(output)) => Poll::Ready(Caught(Some(Ok(output)))),
            Err(payload) => {
                // A second panic, in the drop, would hide the first, which is the one to tell.
                quietly(|| slot.set(None));
                Poll::Ready(Caught(Some(Err(payload))))
            }
        }
    }
}

/// What a [`CatchUnwind`] gives: the future's output, or the payload of its panic.
///
/// Dropping it never panics, though its content may: where nobody takes a task's result, the
/// executor drops it, and must live.
pub struct Caught<T>(Option<Result<T, Payload>>);

impl<T> Caught<T> {
    /// The output, or the panic as a [`JoinError`].
    ///
    /// # Errors
    /// The future panicked.
    #[inline]
    pub fn into_result(mut self) -> Result<T, JoinError> {
        match self.0.take().expect("taken only here") {
            Ok(output) => Ok(output),
            Err(payload) => Err(JoinError::panicked(payload)),
        }
    }
}

impl<T> Drop for Caught<T> {
    fn drop(&mut self) {
        if let Some(content) = self.0.take() {
            quietly(|| drop(content));
        }
    }
}

impl<T> fmt::Debug for Caught<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caught").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::park;

    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("in drop");
        }
    }

    #[test]
    fn a_panic_in_drop_is_told_when_there_is_somebody_to_tell() {
        let bomb = Bomb;
        let caught = park::block_on(CatchUnwind::new(async move {
            let _bomb = bomb;
        }));
        let payload = caught.into_result().unwrap_err().into_panic();
        assert_eq!(*payload.downcast::<&str>().unwrap(), "in drop");
    }

    #[test]
    fn a_panic_in_drop_does_not_escape_a_cancelled_future() {
        let bomb = Bomb;
        let never = CatchUnwind::new(async move {
            let _bomb = bomb;
            std::future::pending::<()>().await;
        });
        drop(never);
    }

    #[test]
    fn a_result_that_nobody_takes_may_panic_in_drop() {
        drop(park::block_on(CatchUnwind::new(async { Bomb })));
        let raise = async { std::panic::panic_any(Bomb) };
        drop(park::block_on(CatchUnwind::new(raise)));
    }
}

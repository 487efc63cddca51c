//! [`CatchUnwind`]: a future whose panics are values.

use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use crate::JoinError;
use crate::internal::quietly;

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
            if !this.has_ended() {
                this.end();
            }
        }
    }
}

impl<F> CatchUnwind<F> {
    /// Wraps `future`.
    #[inline]
    pub const fn new(future: F) -> Self {
        Self {
            future: Some(future),
        }
    }

    /// Whether the future has been dropped: it has ended, or [`end`](Self::end) was called.
    #[inline]
    pub const fn has_ended(&self) -> bool {
        self.future.is_none()
    }

    /// Drops the future where it stands, on this thread, as dropping this does; for who has to do it at a place or
    /// under a guard of its own. A panic of that drop is swallowed. To poll this afterwards gives a caught panic.
    pub fn end(self: Pin<&mut Self>) {
        let mut future = self.project().future;
        quietly(|| future.set(None));
    }
}

impl<F: Future> Future for CatchUnwind<F> {
    type Output = Caught<F::Output>;

    #[inline]
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
                Poll::Ready(Caught(Some(Err(JoinError::panicked(payload)))))
            }
        }
    }
}

/// What a [`CatchUnwind`] gives: the future's output, or the payload of its panic.
///
/// Dropping it never panics, though its content may: where nobody takes a task's result, the
/// executor drops it, and must live.
pub struct Caught<T>(Option<Result<T, JoinError>>);

impl<T> Caught<T> {
    /// The output, or the panic as a [`JoinError`].
    ///
    /// # Errors
    /// The future panicked.
    #[inline]
    pub fn into_result(mut self) -> Result<T, JoinError> {
        self.0.take().expect("taken only here")
    }
}

impl<T> Drop for Caught<T> {
    #[inline]
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
    fn it_can_be_ended_early_and_quietly() {
        let bomb = Bomb;
        let mut never = Box::pin(CatchUnwind::new(async move {
            let _bomb = bomb;
            std::future::pending::<()>().await;
        }));
        assert!(!never.has_ended());
        never.as_mut().end();
        assert!(never.has_ended());
    }

    #[test]
    fn a_result_that_nobody_takes_may_panic_in_drop() {
        drop(park::block_on(CatchUnwind::new(async { Bomb })));
        let raise = async { std::panic::panic_any(Bomb) };
        drop(park::block_on(CatchUnwind::new(raise)));
    }
}

//! [`CatchUnwind`]: a future whose panics are values.

use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

pin_project! {
    /// Runs a future and gives a panic of it as `Err(payload)`.
    ///
    /// For backends whose executor would raise a task's panic elsewhere. The inner future is
    /// dropped before the result is given, also after a panic. A panic while it is dropped is the
    /// result where there is one to give, and is swallowed on cancellation, when there is nobody to
    /// give it to: async executors built on `async-task` would abort the process otherwise.
    ///
    /// ```
    /// use amphi_core::{CatchUnwind, park};
    /// assert!(park::block_on(CatchUnwind::new(async { 1 })).is_ok());
    /// let payload = park::block_on(CatchUnwind::new(async { panic!("x") })).unwrap_err();
    /// assert_eq!(*payload.downcast::<&str>().unwrap(), "x");
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
                drop(catch_unwind(AssertUnwindSafe(|| future.set(None))));
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
    type Output = Result<F::Output, Box<dyn Any + Send + 'static>>;

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
            Ok(Poll::Ready(output)) => Poll::Ready(Ok(output)),
            Err(payload) => {
                // A second panic, in the drop, would hide the first, which is the one to tell.
                drop(catch_unwind(AssertUnwindSafe(|| slot.set(None))));
                Poll::Ready(Err(payload))
            }
        }
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
        assert_eq!(*caught.unwrap_err().downcast::<&str>().unwrap(), "in drop");
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
}

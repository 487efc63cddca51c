//! Telling who waits on a runtime that it has gone.

#[cfg(all(test, amphi_loom))]
mod model;
#[cfg(test)]
mod tests;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use pin_project_lite::pin_project;

use crate::internal::quietly;
use crate::sync::{Mutex, MutexGuard, lock};
use crate::{BlockOnError, BlockOnErrorKind};

/// The end of one runtime, and the waits that it ends.
///
/// A backend makes one for each runtime, [rings](Self::ring) when the runtime goes, and waits for
/// an [`UntilEnd`] instead of the future itself.
#[derive(Default)]
pub struct End {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    has_come: bool,
    /// Who waits; a seat that was left is taken by the next one. There is none any more when the
    /// end has come.
    seats: Vec<Option<Waker>>,
}

impl End {
    /// The runtime has gone: ends all waits on it, and those to come.
    pub fn ring(&self) {
        let seats = {
            let mut inner = self.lock();
            inner.has_come = true;
            std::mem::take(&mut inner.seats)
        };
        for waker in seats.into_iter().flatten() {
            // One that panics keeps nobody else from being woken.
            quietly(|| waker.wake());
        }
    }

    /// Whether the runtime has gone.
    pub fn has_come(&self) -> bool {
        self.lock().has_come
    }

    /// Has `waker` woken when the end comes, unless it has come already.
    fn sit(self: Arc<Self>, waker: Waker) -> Seat {
        let mut sitting = Some(waker.clone());
        let index = {
            let mut inner = self.lock();
            let seats = inner.seats.len();
            let free = inner.seats.iter().position(Option::is_none);
            let index = free.unwrap_or(seats);
            // Who sat before the end and leaves after it would clear a seat that was taken anew.
            if !inner.has_come {
                if index == seats {
                    inner.seats.push(None);
                }
                inner.seats[index] = sitting.take();
            }
            index
        };
        Seat {
            end: self,
            index,
            waker,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        lock(&self.inner)
    }
}

/// The place of one wait.
struct Seat {
    end: Arc<End>,
    index: usize,
    waker: Waker,
}

impl Drop for Seat {
    fn drop(&mut self) {
        // There are no seats any more where the end has come.
        let waker = self.end.lock().seats.get_mut(self.index).map(Option::take);
        drop(waker);
    }
}

pin_project! {
    /// Gives what a future gives, or [`RuntimeGone`](BlockOnErrorKind::RuntimeGone) where its runtime
    /// ends before.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use amphi_core::{BlockOnErrorKind, end::{End, UntilEnd}, park};
    ///
    /// let end = Arc::new(End::default());
    /// let never = || UntilEnd::new(std::future::pending::<()>(), || Some(end.clone()));
    /// let ringing = { let end = end.clone(); std::thread::spawn(move || end.ring()) };
    /// assert_eq!(park::block_on(never()).unwrap_err().kind(), BlockOnErrorKind::RuntimeGone);
    /// ringing.join().unwrap();
    /// // What is ready still gives its value.
    /// assert_eq!(park::block_on(UntilEnd::new(async { 7 }, || Some(end))), Ok(7));
    /// ```
    #[must_use = "futures do nothing unless they are polled"]
    pub struct UntilEnd<F, E> {
        #[pin]
        future: F,
        end: Option<E>,
        seat: Option<Seat>,
    }
}

impl<F, E> UntilEnd<F, E> {
    /// `end` is called at the first poll that leaves `future` pending; `None` where the runtime
    /// never goes.
    pub const fn new(future: F, end: E) -> Self {
        Self {
            future,
            end: Some(end),
            seat: None,
        }
    }
}

impl<F, E> Future for UntilEnd<F, E>
where
    F: Future,
    E: FnOnce() -> Option<Arc<End>>,
{
    type Output = Result<F::Output, BlockOnError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        if let Poll::Ready(output) = this.future.poll(cx) {
            return Poll::Ready(Ok(output));
        }
        if let Some(end) = this.end.take() {
            *this.seat = end().map(|end| end.sit(cx.waker().clone()));
        }
        if let Some(seat) = this.seat.take_if(|seat| !seat.waker.will_wake(cx.waker())) {
            *this.seat = Some(seat.end.clone().sit(cx.waker().clone()));
        }
        match this.seat {
            Some(seat) if seat.end.has_come() => {
                Poll::Ready(Err(BlockOnError::new(BlockOnErrorKind::RuntimeGone)))
            }
            _ => Poll::Pending,
        }
    }
}

impl std::fmt::Debug for End {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("End")
            .field("has_come", &self.has_come())
            .finish_non_exhaustive()
    }
}

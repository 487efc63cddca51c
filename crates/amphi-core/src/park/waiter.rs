//! [`Waiter`]: one wait of a thread.

use std::cell::RefCell;
use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use super::caller;
use super::signal::Signal;
use crate::region::{self, Stall, Watches};
use crate::{BlockOnError, far_future};

thread_local! {
    /// The signals of this thread that no wait uses.
    static SPARE: RefCell<Vec<(Arc<Signal>, Waker)>> = const { RefCell::new(Vec::new()) };
}

/// One wait of this thread: polls a future, and parks until it is woken.
///
/// ```
/// use std::{pin::pin, task::Poll};
/// use amphi_core::park::Waiter;
/// let waiter = Waiter::new();
/// let mut future = pin!(async { 7 });
/// assert_eq!(waiter.poll(future.as_mut()), Poll::Ready(7));
/// ```
#[derive(Debug)]
pub struct Waiter {
    /// `None` only while it is being dropped.
    signal: Option<(Arc<Signal>, Waker)>,
    /// Who waits, for reports.
    location: &'static Location<'static>,
}

impl Waiter {
    /// Takes a spare signal of this thread, or makes one. Reports name the caller's location.
    #[track_caller]
    pub fn new() -> Self {
        let spare = SPARE
            .try_with(|spare| spare.borrow_mut().pop())
            .ok()
            .flatten();
        let signal = Some(spare.unwrap_or_else(Signal::pair));
        Self {
            signal,
            location: Location::caller(),
        }
    }

    /// Polls `future` once with this wait's waker.
    pub fn poll<F: Future>(&self, future: Pin<&mut F>) -> Poll<F::Output> {
        future.poll(&mut Context::from_waker(&self.signal().1))
    }

    /// Polls `future` whenever it is woken, without parking, for at most so long.
    ///
    /// Where it is pending then, it must be polled again before the thread parks.
    pub fn poll_for<F: Future>(&self, mut future: Pin<&mut F>, time: Duration) -> Poll<F::Output> {
        let start = Instant::now();
        loop {
            let polled = self.poll(future.as_mut());
            if polled.is_ready() || !self.signal().0.look(start, time) {
                return polled;
            }
        }
    }

    /// Polls and parks until woken, again and again, until `future` gives its value.
    ///
    /// # Errors
    /// Where a runtime that [watches](region::watch) the waits of this thread finds that this one
    /// cannot go on.
    pub fn wait<F: Future>(&self, mut future: Pin<&mut F>) -> Result<F::Output, BlockOnError> {
        // Who watches is asked only where there is something to watch.
        if let Poll::Ready(output) = self.poll(future.as_mut()) {
            return Ok(output);
        }
        match region::watching() {
            None => {
                self.signal().0.park();
                Ok(self.wait_unwatched(future))
            }
            Some(watches) => {
                let never = far_future(Instant::now());
                let waited = self.wait_watched(future, watches, never)?;
                Ok(waited.expect("nobody waits for thirty years"))
            }
        }
    }

    /// Like [`wait`](Self::wait), until `deadline` at the latest; `None` where it is pending then.
    ///
    /// # Errors
    /// As [`wait`](Self::wait).
    pub fn wait_until<F: Future>(
        &self,
        mut future: Pin<&mut F>,
        deadline: Instant,
    ) -> Result<Option<F::Output>, BlockOnError> {
        if let Poll::Ready(output) = self.poll(future.as_mut()) {
            return Ok(Some(output));
        }
        if let Some(watches) = region::watching() {
            return self.wait_watched(future, watches, deadline);
        }
        loop {
            if !self.signal().0.park_until(deadline) {
                return Ok(None);
            }
            if let Poll::Ready(output) = self.poll(future.as_mut()) {
                return Ok(Some(output));
            }
            // What wakes itself at each poll never has this thread park.
            if Instant::now() >= deadline {
                return Ok(None);
            }
        }
    }

    /// Like [`wait`](Self::wait), whoever watches this thread.
    pub(super) fn wait_unwatched<F: Future>(&self, mut future: Pin<&mut F>) -> F::Output {
        loop {
            if let Poll::Ready(output) = self.poll(future.as_mut()) {
                return output;
            }
            self.signal().0.park();
        }
    }

    /// Like [`wait_until`](Self::wait_until) for what was pending just now, asking now and then whether there
    /// is still hope.
    fn wait_watched<F: Future>(
        &self,
        mut future: Pin<&mut F>,
        mut watches: Watches,
        deadline: Instant,
    ) -> Result<Option<F::Output>, BlockOnError> {
        let stall = Stall::new(Instant::now(), caller::of(self.location));
        loop {
            watches.hurry();
            while !self.park_watched(&watches, &stall, deadline) {
                if watches.at().is_none_or(|at| at >= deadline) {
                    return Ok(None);
                }
                watches.look(&stall)?;
            }
            if let Poll::Ready(output) = self.poll(future.as_mut()) {
                return Ok(Some(output));
            }
            // What wakes itself at each poll never has this thread park.
            if Instant::now() >= deadline {
                return Ok(None);
            }
            watches.look(&stall)?;
        }
    }

    /// Parks until the future is to be polled; false where it is time to look or to give up.
    fn park_watched(&self, watches: &Watches, stall: &Stall, deadline: Instant) -> bool {
        let look = watches.at().map_or(deadline, |at| at.min(deadline));
        let again = watches.poll_again(stall);
        let again = again.map(|after| Instant::now() + after);
        match again.filter(|again| *again < look) {
            None => self.signal().0.park_until(look),
            Some(again) => {
                self.signal().0.park_until(again);
                true
            }
        }
    }

    fn signal(&self) -> &(Arc<Signal>, Waker) {
        self.signal.as_ref().expect("held until drop")
    }
}

impl Default for Waiter {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        let signal = self.signal.take();
        // At a thread's end its store may be gone already; then the signal simply goes too.
        let _ = SPARE.try_with(|spare| spare.borrow_mut().extend(signal));
    }
}

/// How many signals this thread keeps.
#[cfg(test)]
pub(super) fn spare() -> usize {
    SPARE.with(|spare| spare.borrow().len())
}

//! [`Acquire`]: waiting for a permit.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use amphi_core::{SpawnBlocking, park, region};

use super::book::Id;
use super::holding::{self, Holding};
use super::pending::Pending;
use super::{LimitedHandle, Permit, Shared, held, report};

/// Waits for a [`Permit`]: `.await` it, or [`wait`](Self::wait) for it.
///
/// Made by [`Limiter::acquire`](crate::Limiter::acquire). It takes its place in the queue when it is
/// first polled. Dropping it leaves the queue; where it had been granted a permit just then, that
/// goes to the next one.
#[must_use = "nothing is acquired until this is awaited or waited for"]
pub struct Acquire {
    shared: Arc<Shared>,
    place: Place,
}

/// Where in the queue.
#[derive(Clone, Copy)]
enum Place {
    /// Not in it yet.
    New,
    In(Id),
    /// It gave the permit.
    Left,
}

impl Acquire {
    pub(super) const fn new(shared: Arc<Shared>) -> Self {
        Self {
            shared,
            place: Place::New,
        }
    }

    /// Waits for the permit on this thread, from anywhere, nested too. It needs no runtime.
    ///
    /// # Panics
    /// At the caller's location, where a runtime's limits make the wait impossible
    /// ([`BlockOnError`](amphi_core::BlockOnError)).
    #[track_caller]
    pub fn wait(self) -> Permit {
        match park::wait_for(self, region::block) {
            Ok(permit) => permit,
            Err(error) => error.raise(),
        }
    }

    /// Like [`wait`](Self::wait), for at most `timeout`; `None` where there is no permit by then.
    ///
    /// It keeps its place in the queue: wait again, await it, or drop it.
    ///
    /// # Panics
    /// As [`wait`](Self::wait), and where it gave its permit before.
    #[track_caller]
    pub fn wait_timeout(&mut self, timeout: Duration) -> Option<Permit> {
        match park::wait_for_timeout(self, timeout, region::block) {
            Ok(permit) => permit,
            Err(error) => error.raise(),
        }
    }

    /// Has `f` offloaded to `rt`, with the permit, as soon as there is one; `f` holds it until it has
    /// really ended.
    ///
    /// Unlike a future it needs nobody to poll it: dropping the handle lets it go on. A closure that
    /// starts another one lends it no permit while it goes on itself, only when it waits for it.
    ///
    /// ```
    /// use amphi_core::TaskHandleExt;
    /// let rt = amphi_smol::SmolRuntime::global();
    /// let limiter = amphi_pool::Limiter::new(1);
    /// let held = limiter.try_acquire();
    /// let mut waits = limiter.acquire().offload(&rt, || 6 * 7);
    /// assert_eq!(limiter.stats().waiting, 1);
    /// drop(held);
    /// assert_eq!(waits.join().unwrap(), 42);
    /// ```
    ///
    /// # Panics
    /// Where it gave its permit before, at the caller's location.
    #[track_caller]
    pub fn offload<R, F, T>(mut self, rt: &R, f: F) -> LimitedHandle<T, R::JoinHandle<T>>
    where
        R: SpawnBlocking,
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        // Also lets go of the waker of who polled it before.
        match self.poll_at(Waker::noop(), held::current().as_ref(), false) {
            Poll::Ready(permit) => LimitedHandle::offloaded(permit.offload(rt, f)),
            Poll::Pending => LimitedHandle::pending(Pending::start(self, rt.clone(), f)),
        }
    }

    /// Whose permits it waits for.
    pub(super) const fn limiter(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// Polls it where `held` is what is held around.
    pub(super) fn poll_inside(
        &mut self,
        waker: &Waker,
        held: Option<&Arc<Holding>>,
    ) -> Poll<Permit> {
        self.poll_at(waker, held, true)
    }

    /// The same, where what is held may be lent or not.
    #[track_caller]
    pub(super) fn poll_at(
        &mut self,
        waker: &Waker,
        held: Option<&Arc<Holding>>,
        may_borrow: bool,
    ) -> Poll<Permit> {
        let ticket = match self.place {
            Place::New => None,
            Place::In(ticket) => Some(ticket),
            Place::Left => panic!("an `Acquire` was polled after it had given its permit"),
        };
        // Cloned outside the lock, and only where it has to be.
        let mut clone = None;
        loop {
            let mut book = self.shared.lock();
            let lender = match may_borrow {
                true => holding::lender(held, &self.shared, &book),
                false => None,
            };
            if let Some((grant, old)) = book.try_grant(ticket, lender) {
                drop(book);
                self.place = Place::Left;
                let permit = Permit::new(self.shared.clone(), grant, held.cloned());
                drop(old);
                return Poll::Ready(permit);
            }
            if book.waits(ticket, lender, waker) {
                return Poll::Pending;
            }
            if let Some(waker) = clone.take() {
                let (ticket, old) = book.wait(ticket, lender, waker);
                drop(book);
                self.place = Place::In(ticket);
                drop(old);
                return Poll::Pending;
            }
            drop(book);
            clone = Some(waker.clone());
        }
    }
}

impl Future for Acquire {
    type Output = Permit;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Permit> {
        let polled = self.poll_inside(cx.waker(), held::current().as_ref());
        match polled {
            Poll::Pending => report::waits_for(&self.shared),
            Poll::Ready(_) => report::waits_no_more(&self.shared),
        }
        polled
    }
}

impl Drop for Acquire {
    fn drop(&mut self) {
        let Place::In(ticket) = self.place else {
            return;
        };
        report::waits_no_more(&self.shared);
        let (grant, waker) = self.shared.lock().leave(ticket);
        if let Some(grant) = grant {
            // Nobody waits for its loan, so it needs no heir.
            self.shared.release(grant, None);
        }
        drop(waker);
    }
}

impl fmt::Debug for Acquire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Acquire").finish_non_exhaustive()
    }
}

//! [`Permit`]: the right to go on, until it is dropped.

use std::fmt;
use std::sync::Arc;

use amphi_core::SpawnBlocking;

use super::book::Grant;
use super::holding::Holding;
use super::{Shared, bring, held};

/// One of the permits of a [`Limiter`](crate::Limiter); dropping it gives it back.
///
/// It borrows nothing and may be dropped on any thread. The next waiter is woken on that thread; a
/// panic of its waker is swallowed.
#[must_use = "dropping a permit gives it back"]
pub struct Permit {
    shared: Arc<Shared>,
    /// `None` only while it is being dropped.
    grant: Option<Grant>,
    /// What was held where it was asked for.
    outer: Option<Arc<Holding>>,
}

impl Permit {
    pub(super) const fn new(
        shared: Arc<Shared>,
        grant: Grant,
        outer: Option<Arc<Holding>>,
    ) -> Self {
        Self {
            shared,
            grant: Some(grant),
            outer,
        }
    }

    /// Calls `f` on this thread and gives the permit back when it has ended, also by a panic.
    ///
    /// What `f` waits for can inherit the permit: see
    /// [closures that wait for closures](crate::Limiter#closures-that-wait-for-closures). A limiter's
    /// own closures run like this; it is for threads that are found in another way.
    ///
    /// ```
    /// let limiter = amphi_pool::Limiter::new(1);
    /// let inner = limiter.clone();
    /// // The inner one would wait for ever if it could not borrow from the outer one.
    /// let work = move || inner.acquire().wait().run(|| 6 * 7);
    /// assert_eq!(limiter.acquire().wait().run(work), 42);
    /// ```
    pub fn run<R>(self, f: impl FnOnce() -> R) -> R {
        let lender = Lender::new(self);
        held::scope(lender.holding.clone(), f)
    }

    /// Offloads `f` to `rt`; it [runs](Self::run) with this permit, which is given back when it has really
    /// ended, or was dropped without having run.
    ///
    /// ```
    /// use amphi_core::TaskHandleExt;
    /// let rt = amphi_smol::SmolRuntime::global();
    /// let limiter = amphi_pool::Limiter::new(1);
    /// let answer = limiter.acquire().wait().offload(&rt, || 6 * 7);
    /// assert_eq!(answer.join().unwrap(), 42);
    /// ```
    pub fn offload<R, F, T>(self, rt: &R, f: F) -> R::JoinHandle<T>
    where
        R: SpawnBlocking,
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        bring::offload(rt, move || self.run(f))
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(grant) = self.grant.take() {
            self.shared.release(grant, self.outer.as_ref());
        }
    }
}

impl fmt::Debug for Permit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permit").finish_non_exhaustive()
    }
}

/// A permit that can be lent.
pub(super) struct Lender {
    pub(super) holding: Arc<Holding>,
    /// Dropped after the holding has ended.
    _permit: Permit,
}

impl Lender {
    pub(super) fn new(mut permit: Permit) -> Self {
        let grant = permit.grant.as_mut().expect("held until drop");
        let id = permit.shared.list(grant);
        let holding = Holding::new(permit.shared.clone(), id, permit.outer.clone());
        Self {
            holding: Arc::new(holding),
            _permit: permit,
        }
    }
}

impl Drop for Lender {
    fn drop(&mut self) {
        self.holding.end();
    }
}

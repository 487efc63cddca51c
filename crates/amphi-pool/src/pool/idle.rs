//! [`Idle`]: waiting until a pool has nothing to do.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use amphi_core::{park, region};

use super::Pool;

/// Resolves when nothing of a pool is queued or running; made by [`Pool::idle`].
#[must_use = "nothing waits until this is awaited or waited for"]
pub struct Idle {
    pool: Pool,
    /// How it is known where it waits.
    id: Option<usize>,
}

impl Pool {
    /// Resolves when nothing is queued or running: `.await` it, or [`wait`](Idle::wait) for it.
    ///
    /// Tasks that are suspended are neither. Inside a closure or a task of the pool it never resolves, since
    /// that runs.
    ///
    /// ```
    /// use amphi_pool::Pool;
    /// let pool = Pool::new();
    /// for _ in 0..100 {
    ///     drop(pool.spawn_blocking(|| ()));
    /// }
    /// pool.idle().wait();
    /// assert_eq!(pool.stats().completed, 100);
    /// ```
    pub fn idle(&self) -> Idle {
        Idle {
            pool: self.clone(),
            id: None,
        }
    }
}

impl Idle {
    /// Waits on this thread, from anywhere.
    ///
    /// # Panics
    /// At the caller's location, where a runtime's limits make the wait impossible
    /// ([`BlockOnError`](amphi_core::BlockOnError)).
    #[track_caller]
    pub fn wait(self) {
        if let Err(error) = park::wait_for(self, region::block) {
            error.raise()
        }
    }
}

impl Future for Idle {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Self { pool, id } = &mut *self;
        match pool.inner().poll_quiet(id, cx.waker()) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    }
}

impl Drop for Idle {
    fn drop(&mut self) {
        if let Some(id) = self.id {
            self.pool.inner().forget_waiting(id);
        }
    }
}

impl fmt::Debug for Idle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Idle").field(&self.pool).finish()
    }
}

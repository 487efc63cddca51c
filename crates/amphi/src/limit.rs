//! [`Limit`]: limiters on the current runtime.

use amphi_pool::{LimitedTask, Limiter};

use crate::Handle;

/// Offloads closures to the current runtime, each with a permit; see [`Limiter`].
pub trait Limit: sealed::Sealed {
    /// Runs `f` on a thread of the current runtime where blocking is welcome, with a permit, which it
    /// holds until it has ended.
    ///
    /// It is lazy: await what it gives, or [`wait`](LimitedTask::wait) for it. The runtime is looked up at
    /// this call; [`Limiter::on`] takes one.
    ///
    /// ```
    /// use amphi::prelude::*;
    /// static CONNECTIONS: amphi::Limiter = amphi::Limiter::new(2);
    /// let answer = CONNECTIONS.spawn_blocking(|| 6 * 7);
    /// assert_eq!(amphi::block_on(answer).unwrap(), 42);
    /// ```
    ///
    /// # Panics
    /// Where there is no runtime ([`NoRuntime`](crate::NoRuntime)), at the caller's location.
    #[track_caller]
    fn spawn_blocking<F, T>(&self, f: F) -> LimitedTask<Handle, F, T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static;
}

impl Limit for Limiter {
    #[track_caller]
    fn spawn_blocking<F, T>(&self, f: F) -> LimitedTask<Handle, F, T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        self.on(&Handle::current()).spawn_blocking(f)
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for amphi_pool::Limiter {}
}

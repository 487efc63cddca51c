//! [`default_limiter`], and [`Limit`]: limiters on the current runtime.

use amphi_pool::{LimitedTask, Limiter};

use crate::Handle;

/// The limiter of this process that nothing uses unless it is told to: 40 permits at first.
///
/// Give it to a handle ([`Handle::with_limiter`]), and all closures of that handle are bounded by it; or to
/// one call ([`limited`](crate::Offloaded::limited)). [`set_total`](Limiter::set_total) changes how many permits
/// there are, at any time. Libraries that offload much can share it, so that together they are
/// bounded too.
///
/// ```
/// use amphi::{asyncify, default_limiter};
/// assert_eq!(default_limiter().stats().total, 40);
/// # amphi::block_on(async {
/// let sum = asyncify(|a: u8, b: u8| a + b)(3, 4).limited(default_limiter()).await;
/// assert_eq!(sum, 7);
/// # });
/// ```
pub fn default_limiter() -> &'static Limiter {
    static DEFAULT: Limiter = Limiter::new(40);
    &DEFAULT
}

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

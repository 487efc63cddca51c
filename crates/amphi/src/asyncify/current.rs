//! [`Current`]: the current runtime, whichever it is by then.

use std::future::Future;
use std::task::{Context, Poll};

use amphi_core::{Admission, BlockOn, BlockOnError, SpawnBlocking, Spawner};

use crate::handle::may_limits_be;
use crate::{Handle, JoinHandle};

/// The current runtime, looked up anew at each use ([`Handle::current`]).
///
/// It takes no room. [`asyncify`](crate::asyncify()) runs on it; keep a [`Handle`] instead where
/// the runtime is to be the one that was current when something was built.
///
/// # Panics
/// Each use panics where there is no runtime ([`NoRuntime`](crate::NoRuntime)).
///
/// ```
/// use amphi::{Current, SpawnBlocking};
/// assert_eq!(Current.spawn_blocking(|| 7).join().unwrap(), 7);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Current;

#[deny(clippy::missing_trait_methods)]
impl Spawner for Current {
    type JoinHandle<T: Send + 'static> = JoinHandle<T>;

    #[track_caller]
    fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        Handle::current().spawn(future)
    }
}

#[deny(clippy::missing_trait_methods)]
impl SpawnBlocking for Current {
    #[track_caller]
    fn spawn_blocking<F, T>(&self, f: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        Handle::current().spawn_blocking(f)
    }

    #[inline]
    fn poll_room(&self, admission: &mut Admission, cx: &mut Context<'_>) -> Poll<()> {
        match may_limits_be() {
            true => Handle::current().poll_room(admission, cx),
            false => Poll::Ready(()),
        }
    }
}

#[deny(clippy::missing_trait_methods)]
impl BlockOn for Current {
    #[track_caller]
    fn try_block_on<F: Future>(&self, future: F) -> Result<F::Output, BlockOnError> {
        crate::try_block_on(future)
    }

    #[track_caller]
    fn block_on<F: Future>(&self, future: F) -> F::Output {
        Handle::current().block_on(future)
    }

    #[track_caller]
    fn block_in_place<F, R>(&self, f: F) -> R
    where
        F: FnOnce() -> R,
    {
        Handle::current().block_in_place(f)
    }
}

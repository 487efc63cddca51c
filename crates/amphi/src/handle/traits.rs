//! A handle is a runtime itself.

use std::future::Future;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use amphi_core::{Admission, BlockOn, BlockOnError, Named, Runtime, SpawnBlocking, Spawner, Timer};

use super::Repr;
use crate::{Handle, JoinHandle, Sleep};

/// Fails to compile where a handle is no [`Runtime`] any more.
const _: fn() = || {
    fn is_runtime<R: Runtime>() {}
    is_runtime::<Handle>();
};

#[deny(clippy::missing_trait_methods)]
impl Spawner for Handle {
    type JoinHandle<T: Send + 'static> = JoinHandle<T>;

    #[inline]
    #[track_caller]
    fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.spawn(future)
    }
}

#[deny(clippy::missing_trait_methods)]
impl SpawnBlocking for Handle {
    #[track_caller]
    fn spawn_blocking<F, T>(&self, f: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        self.spawn_blocking(f)
    }

    #[inline]
    fn poll_room(&self, admission: &mut Admission, cx: &mut Context<'_>) -> Poll<()> {
        match (&self.detour, &self.runtime) {
            (Some(detour), _) => detour.poll_room(admission, cx),
            (None, Repr::Custom(runtime)) => runtime.poll_room(admission, cx),
            (None, _) => Poll::Ready(()),
        }
    }
}

#[deny(clippy::missing_trait_methods)]
impl BlockOn for Handle {
    #[inline]
    #[track_caller]
    fn try_block_on<F: Future>(&self, future: F) -> Result<F::Output, BlockOnError> {
        self.try_block_on(future)
    }

    #[inline]
    #[track_caller]
    fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.block_on(future)
    }

    fn block_in_place<F, R>(&self, f: F) -> R
    where
        F: FnOnce() -> R,
    {
        self.block_in_place(f)
    }
}

#[deny(clippy::missing_trait_methods)]
impl Timer for Handle {
    type Sleep = Sleep;

    #[inline]
    fn now(&self) -> Instant {
        self.now()
    }

    #[inline]
    fn sleep_until(&self, deadline: Instant) -> Sleep {
        self.sleep_until(deadline)
    }

    #[inline]
    fn sleep(&self, duration: Duration) -> Sleep {
        self.sleep(duration)
    }
}

#[deny(clippy::missing_trait_methods)]
impl Named for Handle {
    fn name(&self) -> &str {
        self.backend().as_str()
    }
}

//! `Arc<dyn DynRuntime>` is a runtime again.

use std::future::Future;
use std::panic::Location;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use super::future::{erase_closure, erase_future};
use super::{DynRuntime, ErasedHandle, ErasedSleep};
use crate::park;
use crate::{Admission, BlockOn, BlockOnError, Named, Runtime, SpawnBlocking, Spawner, Timer};

/// Fails to compile where the erased runtime is no [`Runtime`] any more.
const _: fn() = || {
    fn is_runtime<R: Runtime>() {}
    is_runtime::<Arc<dyn DynRuntime>>();
};

#[deny(clippy::missing_trait_methods)]
impl Spawner for Arc<dyn DynRuntime> {
    type JoinHandle<T: Send + 'static> = ErasedHandle<T>;

    fn spawn<F>(&self, future: F) -> ErasedHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        ErasedHandle::new((**self).spawn_erased(erase_future(future)))
    }
}

#[deny(clippy::missing_trait_methods)]
impl SpawnBlocking for Arc<dyn DynRuntime> {
    fn spawn_blocking<F, T>(&self, f: F) -> ErasedHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        ErasedHandle::new((**self).spawn_blocking_erased(erase_closure(f)))
    }

    fn poll_room(&self, admission: &mut Admission, cx: &mut Context<'_>) -> Poll<()> {
        (**self).poll_room_erased(admission, cx)
    }
}

#[deny(clippy::missing_trait_methods)]
impl BlockOn for Arc<dyn DynRuntime> {
    #[track_caller]
    fn try_block_on<F: Future>(&self, future: F) -> Result<F::Output, BlockOnError> {
        let mut output = None;
        {
            let filling = pin!(async { output = Some(future.await) });
            // A `dyn` call does not tell who calls.
            let _caller = park::on_behalf_of(Location::caller());
            (**self).block_on_erased(filling)?;
        }
        Ok(output.expect("the wait ended, so the future was ready"))
    }

    #[track_caller]
    fn block_on<F: Future>(&self, future: F) -> F::Output {
        match self.try_block_on(future) {
            Ok(output) => output,
            Err(error) => error.raise(),
        }
    }

    fn block_in_place<F, R>(&self, f: F) -> R
    where
        F: FnOnce() -> R,
    {
        let mut f = Some(f);
        let mut output = None;
        (**self).block_in_place_erased(&mut || {
            let f = f.take().expect("a runtime calls the closure once");
            output = Some(f());
        });
        output.expect("a runtime calls the closure")
    }
}

#[deny(clippy::missing_trait_methods)]
impl Timer for Arc<dyn DynRuntime> {
    type Sleep = ErasedSleep;

    fn now(&self) -> Instant {
        (**self).now_erased()
    }

    fn sleep_until(&self, deadline: Instant) -> ErasedSleep {
        ErasedSleep::new((**self).sleep_until_erased(deadline))
    }

    fn sleep(&self, duration: Duration) -> ErasedSleep {
        let now = self.now();
        self.sleep_until(
            now.checked_add(duration)
                .unwrap_or_else(|| crate::far_future(now)),
        )
    }
}

#[deny(clippy::missing_trait_methods)]
impl Named for Arc<dyn DynRuntime> {
    fn name(&self) -> &str {
        (**self).name_erased()
    }
}

//! [`PoolRuntime`]: a pool, and what it lacks of a runtime.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use amphi_core::end::{End, UntilEnd};
use amphi_core::{BlockOn, BlockOnError, Named, SpawnBlocking, Spawner, Timer, park, region};
use amphi_pool::{JoinHandle, Pool};
use amphi_smol::SmolRuntime;

/// Tasks and closures are a pool's, time is smol's.
#[derive(Clone)]
pub(crate) struct PoolRuntime {
    tasks: Pool,
    closures: Pool,
    timer: SmolRuntime,
    end: Arc<End>,
}

impl PoolRuntime {
    pub(crate) fn new(tasks: &Pool, closures: &Pool) -> Self {
        Self {
            tasks: tasks.clone(),
            closures: closures.clone(),
            timer: SmolRuntime::global(),
            end: Arc::default(),
        }
    }
}

impl fmt::Debug for PoolRuntime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PoolRuntime")
    }
}

/// Shuts the pools down when it is dropped, without waiting.
pub(crate) struct Owner(PoolRuntime);

impl Owner {
    pub(crate) fn of(runtime: PoolRuntime) -> Self {
        Self(runtime)
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        for pool in [&self.0.tasks, &self.0.closures] {
            drop(pool.shutdown(Duration::ZERO));
        }
        self.0.end.ring();
    }
}

impl Named for PoolRuntime {
    fn name(&self) -> &str {
        "pool"
    }
}

impl Spawner for PoolRuntime {
    type JoinHandle<T: Send + 'static> = JoinHandle<T>;

    fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.tasks.spawn(future)
    }
}

impl SpawnBlocking for PoolRuntime {
    fn spawn_blocking<F, T>(&self, f: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        self.closures.spawn_blocking(f)
    }
}

impl BlockOn for PoolRuntime {
    fn try_block_on<F: Future>(&self, future: F) -> Result<F::Output, BlockOnError> {
        park::wait_for(
            UntilEnd::new(future, || Some(self.end.clone())),
            region::block,
        )?
    }

    fn block_in_place<F, R>(&self, f: F) -> R
    where
        F: FnOnce() -> R,
    {
        f()
    }
}

impl Timer for PoolRuntime {
    type Sleep = <SmolRuntime as Timer>::Sleep;

    fn now(&self) -> Instant {
        self.timer.now()
    }

    fn sleep_until(&self, deadline: Instant) -> Self::Sleep {
        self.timer.sleep_until(deadline)
    }
}

//! Runtimes that are another one but for their waits, and their name.

/// Implements all of a runtime but [`BlockOn`](amphi::BlockOn) and its name: tasks by `$spawner`,
/// closures and time by `$handle`.
macro_rules! wraps {
    ($type:ty, $this:ident => $spawner:expr, $handle:expr) => {
        impl amphi::Spawner for $type {
            type JoinHandle<T: Send + 'static> = amphi::JoinHandle<T>;
            fn spawn<F>(&self, future: F) -> amphi::JoinHandle<F::Output>
            where
                F: std::future::Future + Send + 'static,
                F::Output: Send + 'static,
            {
                let $this = self;
                $spawner.spawn(future)
            }
        }

        impl amphi::SpawnBlocking for $type {
            fn spawn_blocking<F, T>(&self, f: F) -> amphi::JoinHandle<T>
            where
                F: FnOnce() -> T + Send + 'static,
                T: Send + 'static,
            {
                let $this = self;
                $handle.spawn_blocking(f)
            }
        }

        impl amphi::Timer for $type {
            type Sleep = amphi::Sleep;
            fn now(&self) -> std::time::Instant {
                let $this = self;
                $handle.now()
            }
            fn sleep_until(&self, deadline: std::time::Instant) -> amphi::Sleep {
                let $this = self;
                $handle.sleep_until(deadline)
            }
        }
    };
}

pub(crate) use wraps;

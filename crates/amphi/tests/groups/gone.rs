//! Groups whose runtime goes, or has gone.

use std::io::ErrorKind;
use std::time::Instant;

use amphi::{BlockOn, BlockOnError, Handle, JoinError, SpawnBlocking, Spawner, TaskGroup, Timer};
use amphi_core::offload::{self, AnyJob, OffloadHandle};
use amphi_core::{Named, park};

use crate::ground::{endless, gate, on, owned};

#[test]
fn work_on_a_runtime_that_has_gone_tells_so() {
    for ground in owned() {
        let name = ground.name;
        let handle = ground.end();
        for limit in [1, 1000] {
            let group = TaskGroup::on(handle.clone()).limit(limit);
            for _ in 0..300 {
                group.spawn(async {});
                group.spawn_blocking(|| ());
            }
            let mut soon = group.soon(async { 7 });
            let results = group.join_all().wait();
            assert_eq!(results.len(), 600);
            for result in results {
                assert!(result.unwrap_err().is_shutdown(), "{name}");
            }
            assert!(soon.take().unwrap().unwrap_err().is_shutdown(), "{name}");
        }
    }
}

#[test]
fn a_runtime_that_goes_ends_the_wait() {
    for ground in owned() {
        let name = ground.name;
        let group = TaskGroup::on(ground.handle.clone()).limit(2);
        let (future, dropped) = endless();
        group.spawn(future);
        let (begun, has_begun) = gate();
        group.spawn(async move {
            begun.open();
            std::future::pending().await
        });
        // Waits for its turn, which never comes.
        group.spawn(async { 7 });
        has_begun.wait();
        let waits = std::thread::spawn(|| group.join_all().wait());
        ground.end();
        let results = waits.join().unwrap();
        assert_eq!(results.len(), 3);
        for result in results {
            assert!(result.unwrap_err().is_shutdown(), "{name}");
        }
        dropped.wait();
    }
}

#[test]
fn a_runtime_that_has_gone_is_a_failure() {
    for ground in owned() {
        let group = TaskGroup::<Result<u8, ()>>::on(ground.end());
        group.spawn(async { Ok(1) });
        assert!(group.try_join_all().wait().unwrap_err().is_shutdown());
    }
}

#[test]
fn the_group_ends_before_its_runtime() {
    on(owned(), |ground| {
        for _ in 0..20 {
            let group = TaskGroup::on(ground.handle.clone());
            let ends: Vec<_> = (0..10)
                .map(|_| {
                    let (future, dropped) = endless::<()>();
                    group.spawn(future);
                    dropped
                })
                .collect();
            drop(group);
            ends.iter().for_each(crate::ground::Gate::wait);
        }
    });
}

/// A runtime that has no thread for anything.
#[derive(Clone, Debug)]
struct NoThreads(Handle);

impl NoThreads {
    /// A handle that tells so at once.
    fn refused<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> OffloadHandle<T> {
        let (job, handle) = offload::new(f);
        AnyJob::from(job).give_up(JoinError::no_thread(ErrorKind::WouldBlock.into()));
        handle
    }
}

impl Spawner for NoThreads {
    type JoinHandle<T: Send + 'static> = OffloadHandle<T>;

    fn spawn<F>(&self, future: F) -> OffloadHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        Self::refused(move || park::block_on(future))
    }
}

impl SpawnBlocking for NoThreads {
    fn spawn_blocking<F, T>(&self, f: F) -> OffloadHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        Self::refused(f)
    }
}

impl BlockOn for NoThreads {
    fn try_block_on<F: Future>(&self, future: F) -> Result<F::Output, BlockOnError> {
        self.0.try_block_on(future)
    }

    fn block_in_place<F: FnOnce() -> R, R>(&self, f: F) -> R {
        f()
    }
}

impl Timer for NoThreads {
    type Sleep = amphi::Sleep;

    fn now(&self) -> Instant {
        self.0.now()
    }

    fn sleep_until(&self, deadline: Instant) -> amphi::Sleep {
        self.0.sleep_until(deadline)
    }
}

impl Named for NoThreads {
    fn name(&self) -> &str {
        "no threads"
    }
}

#[test]
fn the_runtimes_own_reason_is_told() {
    let handle = Handle::custom(NoThreads(Handle::smol()));
    for limit in [1, 100] {
        let group = TaskGroup::on(handle.clone()).limit(limit);
        group.spawn_blocking(|| 7);
        group.spawn(async { 7 });
        let mut soon = group.soon(async { "never" });
        for result in group.join_all().wait() {
            assert!(result.unwrap_err().is_no_thread());
        }
        assert!(soon.take().unwrap().unwrap_err().is_no_thread());
    }
}

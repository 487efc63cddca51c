//! Far more waits at once than tokio's blocking pool has threads for: they end, or are refused;
//! nothing hangs, and threads stay bounded.

use std::sync::mpsc;
use std::time::Duration;

use amphi_core::{BlockOn, BlockOnErrorKind, SpawnBlocking, Spawner, TaskHandleExt, Timer};
use amphi_tokio::OwnedRuntime;

/// Far longer than anything here takes; a hang ends with it.
const BOUND: Duration = Duration::from_secs(120);

/// Tokio's default for its blocking pool.
const POOL: usize = 512;

fn threads() -> usize {
    std::fs::read_dir("/proc/self/task").map_or(0, Iterator::count)
}

fn storm(owned: &OwnedRuntime, tasks: usize, each: Duration) {
    let before = threads();
    let start = |_| {
        let rt = owned.handle().clone();
        owned
            .handle()
            .spawn(async move { rt.block_on(rt.sleep(each)) })
    };
    let tasks: Vec<_> = (0..tasks).map(start).collect();
    let mut most = 0;
    for mut task in tasks {
        most = most.max(threads());
        task.join_timeout(BOUND).expect("it hangs").unwrap();
    }
    assert!(most <= before + POOL, "{most} threads");
}

/// One after the other: two storms at once would share the two cores and the count of threads.
#[test]
fn waits_in_a_storm_all_end() {
    for workers in [1, 2] {
        let owned = OwnedRuntime::multi_thread(workers).unwrap();
        storm(&owned, 20_000, Duration::from_millis(50));
        storm(&owned, 5_000, Duration::from_millis(500));
    }
}

/// Occupies every thread of the runtime's blocking pool until the sender goes.
fn occupy(owned: &OwnedRuntime, threads: usize) -> mpsc::Sender<()> {
    let (release, released) = mpsc::channel::<()>();
    let released = std::sync::Arc::new(std::sync::Mutex::new(released));
    let (started, has_started) = mpsc::channel();
    for _ in 0..threads {
        let (released, started) = (released.clone(), started.clone());
        owned.handle().spawn_blocking(move || {
            started.send(()).unwrap();
            let _ = released.lock().unwrap().recv();
        });
    }
    for _ in 0..threads {
        has_started.recv_timeout(BOUND).unwrap();
    }
    release
}

fn small_pool() -> OwnedRuntime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let runtime = builder
        .worker_threads(1)
        .max_blocking_threads(1)
        .enable_all()
        .build();
    OwnedRuntime::from_runtime(runtime.unwrap()).unwrap()
}

#[test]
fn a_wait_for_a_task_that_no_thread_can_run_is_refused() {
    let owned = small_pool();
    let release = occupy(&owned, 1);
    let rt = owned.handle().clone();
    let mut task = owned.handle().spawn(async move {
        let sibling = rt.spawn(async {});
        let first = rt.try_block_on(sibling).map(drop).unwrap_err().kind();
        // Learned: the next one is refused before it waits.
        let sibling = rt.spawn(async {});
        let second = rt.try_block_on(sibling).map(drop).unwrap_err().kind();
        (first, second)
    });
    let kinds = task.join_timeout(BOUND).expect("it hangs").unwrap();
    assert_eq!(
        kinds,
        (BlockOnErrorKind::Exhausted, BlockOnErrorKind::Exhausted)
    );
    // The runtime is as good as before.
    assert_eq!(owned.handle().spawn(async { 7 }).join().unwrap(), 7);
    drop(release);
}

#[test]
fn a_wait_for_time_needs_no_thread_of_the_pool() {
    let owned = small_pool();
    let _release = occupy(&owned, 1);
    let rt = owned.handle().clone();
    let mut task = owned
        .handle()
        .spawn(async move { rt.try_block_on(rt.sleep(Duration::from_millis(1))) });
    assert_eq!(task.join_timeout(BOUND).expect("it hangs").unwrap(), Ok(()));
}

#[test]
fn a_task_that_was_just_spawned_is_not_stuck_behind_its_waiter() {
    // It sits in the slot that only its own worker looks at.
    for workers in [1, 2, 8] {
        let owned = OwnedRuntime::multi_thread(workers).unwrap();
        for _ in 0..200 {
            let rt = owned.handle().clone();
            let mut task = owned
                .handle()
                .spawn(async move { rt.spawn(async { 7 }).join() });
            assert_eq!(
                task.join_timeout(BOUND)
                    .expect("it hangs")
                    .unwrap()
                    .unwrap(),
                7
            );
        }
    }
}

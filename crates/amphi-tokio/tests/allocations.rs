//! The static layer allocates what tokio allocates, and nothing more (S1).

use std::sync::mpsc;
use std::time::Duration;

use allocation_counter::measure;
use amphi_core::{BlockOn, SpawnBlocking, Spawner, TaskHandleExt, Timer};
use amphi_tokio::{OwnedRuntime, TokioRuntime};
use tokio::runtime::Builder;

/// Allocations of `f` on this thread, after one call that warms up.
fn allocations<R>(mut f: impl FnMut() -> R) -> u64 {
    drop(f());
    let mut kept = None;
    let info = measure(|| kept = Some(f()));
    drop(kept);
    info.count_total
}

#[test]
fn a_task_costs_one() {
    // A current-thread runtime's driver leaves this thread's count alone.
    let owned = OwnedRuntime::current_thread().unwrap();
    let (rt, raw) = (owned.handle(), owned.handle().as_tokio());
    assert_eq!(allocations(|| raw.spawn(async { 7 })), 1);
    assert_eq!(allocations(|| rt.spawn(async { 7 })), 1);
}

#[test]
fn a_closure_costs_one_more_for_its_cancellation() {
    // The pool's one thread is busy: starting threads allocates too.
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .max_blocking_threads(1)
        .build()
        .unwrap();
    let (raw, rt) = (
        runtime.handle(),
        TokioRuntime::from(runtime.handle().clone()),
    );
    let (release, released) = mpsc::channel::<()>();
    let busy = rt.spawn_blocking(move || released.recv().is_err());
    // The queue grows now and then, so take the least of many.
    let least = |mut f: Box<dyn FnMut()>| (0..50).map(|_| allocations(&mut f)).min().unwrap();
    let (on_rt, on_raw) = (rt.clone(), raw.clone());
    let theirs = least(Box::new(move || drop(on_raw.spawn_blocking(|| 7))));
    let ours = least(Box::new(move || drop(on_rt.spawn_blocking(|| 7))));
    assert_eq!((theirs, ours), (1, 2));
    drop(release);
    assert!(busy.join().unwrap());
}

#[test]
fn a_sleep_and_a_ready_wait_cost_none() {
    let owned = OwnedRuntime::multi_thread(1).unwrap();
    let rt = owned.handle();
    assert_eq!(allocations(|| rt.sleep(Duration::from_secs(1))), 0);
    assert_eq!(allocations(|| rt.block_on(async { 7 })), 0);
    let nested = || rt.block_on(async { rt.block_on(async { rt.block_on(async { 7 }) }) });
    assert_eq!(allocations(nested), 0);
}

#[test]
fn a_ready_wait_in_a_task_costs_none() {
    for owned in [
        OwnedRuntime::multi_thread(1).unwrap(),
        OwnedRuntime::current_thread().unwrap(),
    ] {
        let rt = owned.handle().clone();
        let task = owned
            .handle()
            .spawn(async move { allocations(|| rt.block_on(async { 7 })) });
        assert_eq!(owned.handle().block_on(task).unwrap(), 0, "{owned:?}");
    }
}

#[test]
fn b49_a_context_that_is_carried_costs_none() {
    amphi_core::context_var! { static NUMBER: u32 }
    // The pool's one thread is busy: starting threads allocates too.
    let runtime = Builder::new_current_thread()
        .max_blocking_threads(1)
        .build()
        .unwrap();
    let rt = TokioRuntime::from(runtime.handle().clone());
    let (release, released) = mpsc::channel::<()>();
    let busy = rt.spawn_blocking(move || released.recv().is_err());
    NUMBER.sync_scope(7, || {
        assert_eq!(allocations(|| rt.spawn(async { 7 })), 1);
        // The queue grows now and then, so take the least of many.
        let closure = || allocations(|| rt.spawn_blocking(|| 7));
        assert_eq!((0..50).map(|_| closure()).min().unwrap(), 2);
    });
    drop(release);
    assert!(runtime.block_on(busy).unwrap());
}

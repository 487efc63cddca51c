//! The static layer allocates what async-std allocates, and nothing more (S1).

use std::time::Duration;

use allocation_counter::measure;
use amphi_async_std::AsyncStdRuntime;
use amphi_core::{BlockOn, SpawnBlocking, Spawner, Timer};

/// The least that `f` allocates on this thread: queues grow now and then.
fn allocations<R>(mut f: impl FnMut() -> R) -> u64 {
    let mut once = || {
        let mut kept = None;
        let info = measure(|| kept = Some(f()));
        drop(kept);
        info.count_total
    };
    (0..50).map(|_| once()).min().expect("fifty")
}

#[test]
fn a_task_costs_no_more() {
    let rt = AsyncStdRuntime::global();
    let theirs = allocations(|| async_std::task::spawn(async { 7 }));
    assert_eq!(allocations(|| rt.spawn(async { 7 })), theirs);
}

#[test]
fn a_closure_costs_no_more() {
    // async-std spawns a task that waits for the closure; here the cancel token takes its place.
    let rt = AsyncStdRuntime::global();
    let theirs = allocations(|| async_std::task::spawn_blocking(|| 7));
    assert!(allocations(|| rt.spawn_blocking(|| 7)) <= theirs);
}

#[test]
fn a_sleep_and_a_ready_wait_cost_none() {
    let rt = AsyncStdRuntime::global();
    assert_eq!(allocations(|| rt.sleep(Duration::from_secs(1))), 0);
    assert_eq!(allocations(|| rt.block_on(async { 7 })), 0);
    let task = rt.spawn(async move { allocations(|| rt.block_on(async { 7 })) });
    assert_eq!(rt.block_on(task).unwrap(), 0);
}

#[test]
fn b49_a_context_that_is_carried_costs_none() {
    amphi_core::context_var! { static NUMBER: u32 }
    let rt = AsyncStdRuntime::global();
    let alone = || {
        let task = allocations(|| rt.spawn(async { 7 }));
        (task, allocations(|| rt.spawn_blocking(|| 7)))
    };
    assert_eq!(NUMBER.sync_scope(7, alone), alone());
}

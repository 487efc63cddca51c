//! The static layer allocates what its parts allocate, and nothing more (S1).

use std::sync::Arc;
use std::time::Duration;

use allocation_counter::measure;
use amphi_core::{BlockOn, SpawnBlocking, Spawner, Timer};
use amphi_smol::{Executor, OwnedRuntime, SmolRuntime};

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
fn a_task_costs_one() {
    let raw = Arc::new(Executor::new());
    let applications = SmolRuntime::from(raw.clone());
    let owned = OwnedRuntime::new(1).unwrap();
    assert_eq!(allocations(|| raw.spawn(async { 7 }).detach()), 1);
    for rt in [&applications, owned.handle(), &SmolRuntime::global()] {
        assert_eq!(allocations(|| rt.spawn(async { 7 })), 1, "{rt:?}");
    }
}

#[test]
fn a_closure_costs_one_more_for_its_cancellation() {
    let rt = SmolRuntime::global();
    assert_eq!(allocations(blocking_detached), 1);
    assert_eq!(allocations(|| rt.spawn_blocking(|| 7)), 2);
}

fn blocking_detached() {
    blocking::unblock(|| 7).detach();
}

#[test]
fn a_sleep_and_a_ready_wait_cost_none() {
    let rt = SmolRuntime::global();
    assert_eq!(allocations(|| rt.sleep(Duration::from_secs(1))), 0);
    assert_eq!(allocations(|| rt.block_on(async { 7 })), 0);
    let nested = || rt.block_on(async { rt.block_on(async { rt.block_on(async { 7 }) }) });
    assert_eq!(allocations(nested), 0);
    let inner = rt.clone();
    let task = rt.spawn(async move { allocations(|| inner.block_on(async { 7 })) });
    assert_eq!(rt.block_on(task).unwrap(), 0);
}

#[test]
fn b49_a_context_that_is_carried_costs_none() {
    amphi_core::context_var! { static NUMBER: u32 }
    let rt = SmolRuntime::global();
    NUMBER.sync_scope(7, || {
        assert_eq!(allocations(|| rt.spawn(async { 7 })), 1);
        assert_eq!(allocations(|| rt.spawn_blocking(|| 7)), 2);
    });
}

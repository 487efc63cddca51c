//! What a closure costs in allocations.

use allocation_counter::measure;
use amphi_core::TaskHandleExt;
use amphi_pool::Pool;

/// The least number of allocations of `f` on this thread: the queue grows now and then.
fn allocations<R>(mut f: impl FnMut() -> R) -> u64 {
    let one = |_| {
        let mut kept = None;
        let info = measure(|| kept = Some(f()));
        drop(kept);
        info.count_total
    };
    (0..50).map(one).min().unwrap()
}

/// Measured on the calling thread; the pool's own thread allocates nothing for a closure.
#[test]
fn a_closure_costs_one_and_a_task_two() {
    let pool = Pool::builder()
        .min_threads(1)
        .max_threads(1)
        .build()
        .unwrap();
    let captured = [7_u64; 16];
    assert_eq!(allocations(|| pool.spawn_blocking(move || captured)), 1);
    assert_eq!(allocations(|| pool.spawn_blocking(|| 7).join().unwrap()), 1);
    assert_eq!(allocations(|| pool.try_spawn_blocking(|| 7).unwrap()), 1);
    assert_eq!(allocations(|| pool.offload(|| 7).wait().unwrap()), 1);
    assert_eq!(allocations(|| pool.spawn(async { 7 })), 2);
}

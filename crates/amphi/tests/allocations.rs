//! What a call through `asyncify` allocates: what `spawn_blocking` does, and nothing more.
#![cfg(feature = "tokio")]

#[path = "ground/allocations.rs"]
mod allocations;

use std::hint::black_box;
use std::task::{Context, Waker};

use amphi::{Handle, asyncify, syncify, tokio};

use allocations::allocations;

fn double(number: u32) -> u32 {
    number * 2
}

#[test]
fn a_call_costs_what_spawn_blocking_does() {
    // One thread for closures: starting more would allocate too, on a busy machine at each call.
    let runtime = ::tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .max_blocking_threads(1)
        .build();
    let owned = tokio::OwnedRuntime::from_runtime(runtime.unwrap()).unwrap();
    let handle = Handle::from(owned.handle());
    let _entered = handle.enter();
    let spawned = allocations(|| drop(amphi::spawn_blocking(|| double(21))));
    let (free, on_handle) = (asyncify(double), handle.asyncify(double));
    let mut cx = Context::from_waker(Waker::noop());
    let called = allocations(|| drop(free(21).spawn()));
    assert_eq!(called, spawned);
    // Awaited, it is a `CancelOnDrop` of the same.
    let mut poll = |mut call: std::pin::Pin<&mut dyn Future<Output = u32>>| {
        let _ = call.as_mut().poll(&mut cx);
    };
    assert_eq!(allocations(|| poll(std::pin::pin!(free(21)))), spawned);
    assert_eq!(allocations(|| poll(std::pin::pin!(on_handle(21)))), spawned);
}

#[test]
fn a_wrapper_of_a_function_costs_nothing_and_of_a_closure_one() {
    async fn next(number: u32) -> u32 {
        number + 1
    }
    let by = black_box(2);
    assert_eq!(allocations(|| drop(black_box(asyncify(double)))), 0);
    assert_eq!(allocations(|| drop(black_box(syncify(next)))), 0);
    assert_eq!(
        allocations(|| drop(black_box(asyncify(move |number: u32| number * by)))),
        1
    );
    assert_eq!(
        allocations(|| drop(black_box(asyncify(double)(21)))),
        0,
        "not polled"
    );
    assert_eq!(
        allocations(|| assert_eq!(syncify(next)(21), 22)),
        0,
        "ready"
    );
}

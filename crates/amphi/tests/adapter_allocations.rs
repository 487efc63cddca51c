//! Adapters keep their buffers: what allocates is the closure that is offloaded, and nothing else.
#![cfg(all(feature = "smol", feature = "tokio", feature = "async-std"))]

#[path = "ground/allocations.rs"]
mod allocations;

use std::io::Cursor;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use allocation_counter::measure;
use amphi::{Handle, Unblocked};
use futures_lite::{StreamExt, stream};

use allocations::allocations;

fn poll_once<T>(future: impl Future<Output = T>) -> Poll<T> {
    pin!(future).poll(&mut Context::from_waker(Waker::noop()))
}

fn on_each(body: impl Fn(&Handle)) {
    // One thread for closures: tokio starts more on a busy machine, at each call, and that allocates.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .max_blocking_threads(1)
        .build();
    let owned = amphi::tokio::OwnedRuntime::from_runtime(runtime.unwrap()).unwrap();
    for handle in [owned.handle().into(), Handle::smol(), Handle::async_std()] {
        body(&handle);
    }
}

#[test]
fn an_operation_costs_what_a_closure_does() {
    on_each(|handle| {
        let closure = allocations(|| drop(handle.spawn_blocking(|| 7)));
        let mut file = Unblocked::on(handle, Cursor::new(vec![7; 100_000]));
        let bytes = [1; 500];
        let mut least = u64::MAX;
        for _ in 0..50 {
            handle.block_on(file.get_mut()).set_position(0);
            // It is accepted at once; the wait for its end is not counted.
            let started = measure(|| assert!(poll_once(file.write(&bytes)).is_ready()));
            least = least.min(started.count_total);
        }
        assert_eq!(least, closure, "for a write");

        let mut buf = [0; 500];
        let mut least = u64::MAX;
        for _ in 0..50 {
            handle.block_on(file.get_mut()).set_position(0);
            let mut ready = false;
            let started = measure(|| ready = poll_once(file.read(&mut buf)).is_ready());
            least = least.min(started.count_total);
            if ready {
                continue;
            }
            handle.block_on(file.get_mut());
            let taken = measure(|| assert!(poll_once(file.read(&mut buf)).is_ready()));
            assert_eq!(taken.count_total, 0, "the bytes are there");
        }
        assert_eq!(least, closure, "for a read");
    });
}

#[test]
fn an_item_costs_none() {
    on_each(|handle| {
        let mut stream = handle.stream_blocking(0_u64..);
        let mut take = || {
            for _ in 0..100 {
                handle.block_on(stream.next());
            }
        };
        (0..100).for_each(|_| take());
        assert_eq!(allocations(take), 0);
        let mut items = handle.iter_blocking(stream::iter(0_u64..));
        assert_eq!(allocations(|| assert!(items.next().is_some())), 0);
        let mut items = items.buffered(64);
        assert!(items.by_ref().take(200).count() == 200);
        assert_eq!(allocations(|| assert!(items.next().is_some())), 0);
    });
}

//! What a generator allocates: itself, and nothing for an item.
#![cfg(all(feature = "smol", feature = "tokio", feature = "async-std"))]

#[path = "ground/allocations.rs"]
mod allocations;

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use allocation_counter::measure;
use amphi::prelude::*;
use amphi::{Generator, Handle, Resumed};

use allocations::allocations;

fn on_each(body: impl Fn(&Handle)) {
    let many = amphi::tokio::OwnedRuntime::multi_thread(1).unwrap();
    let current = amphi::tokio::OwnedRuntime::current_thread().unwrap();
    for handle in [
        many.handle().into(),
        current.handle().into(),
        Handle::smol(),
        Handle::async_std(),
    ] {
        let _entered = handle.enter();
        body(&handle);
    }
}

/// Gives the sum of all that was sent.
fn sums() -> Generator<u64, u64, impl Future<Output = ()>> {
    Generator::new(|co| async move {
        let mut sum = co.received().expect("the first");
        while sum < u64::MAX {
            sum += co.yield_(sum).await;
        }
    })
}

#[test]
fn b109_an_item_allocates_nothing() {
    let mut generator = sums();
    let mut sum = 0;
    let mut cx = Context::from_waker(Waker::noop());
    let mut resume = |numbers: std::ops::Range<u64>| {
        for number in numbers {
            sum += number;
            let resumed = pin!(generator.resume(number)).poll(&mut cx);
            assert_eq!(resumed, Poll::Ready(Ok(Resumed::Yielded(sum))));
        }
    };
    // The first ones make room for a value and a waker.
    resume(0..3);
    assert_eq!(measure(|| resume(3..1000)).count_total, 0);
    on_each(|handle| {
        let mut generator = sums();
        let resume = || assert!(generator.resume_blocking(1).is_ok());
        assert_eq!(allocations(resume), 0);
        let task = |mut generator: Generator<u64, u64, _>| async move {
            let resume = async || assert!(generator.resume(1).await.is_ok());
            let mut resume = resume;
            let mut least = u64::MAX;
            for _ in 0..50 {
                // The future is ready at once, wherever it is polled.
                let once = measure(|| {
                    let polled = pin!(resume()).poll(&mut Context::from_waker(Waker::noop()));
                    assert!(polled.is_ready());
                });
                least = least.min(once.count_total);
            }
            least
        };
        assert_eq!(handle.block_on(task(sums())), 0);
        let counts = Generator::new(|co| async move {
            for number in 0_u32.. {
                co.yield_(number).await;
            }
        });
        let mut items = counts.into_blocking_iter();
        assert_eq!(allocations(|| assert!(items.next().is_some())), 0);
    });
}

#[test]
fn b109_making_one_allocates_its_future_and_what_the_two_ends_share() {
    assert_eq!(allocations(|| drop(sums())), 2);
}

//! How generators end: drops, panics, steps that are given up.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::Poll;

use amphi::{Generator, Resumed};

use crate::ground::{Seen, everywhere, in_tasks, poll_once, step};

#[test]
fn b108_dropping_it_drops_what_it_holds_at_once() {
    everywhere(|_| {
        let seen = Seen::default();
        let make = || {
            let (kept, local) = (seen.guard(), seen.guard());
            Generator::new(|co| async move {
                let _kept = kept;
                let _local = local;
                loop {
                    co.yield_(()).await;
                }
            })
        };
        let mut generator: Generator<(), (), _> = make();
        assert_eq!(generator.resume_blocking(()), Ok(Resumed::Yielded(())));
        assert_eq!(seen.drops(), 0);
        drop(generator);
        assert_eq!(seen.drops(), 2);
        // One that was never resumed.
        let generator: Generator<(), (), _> = make();
        drop(generator);
        assert_eq!(seen.drops(), 4);
    });
}

#[test]
fn b109_what_it_holds_has_gone_when_it_completes() {
    everywhere(|_| {
        let seen = Seen::default();
        let held = seen.guard();
        let mut generator = Generator::new(|co| async move {
            let _held = held;
            co.yield_(1).await;
        });
        assert_eq!(generator.resume_blocking(()), Ok(Resumed::Yielded(1)));
        assert_eq!(seen.drops(), 0);
        assert_eq!(generator.resume_blocking(()), Ok(Resumed::Complete(())));
        assert_eq!(seen.drops(), 1);
    });
}

#[test]
fn b04_a_panic_goes_on_to_who_resumes_and_finishes_it() {
    everywhere(|_| {
        let seen = Seen::default();
        let held = seen.guard();
        let mut generator = Generator::new(|co| async move {
            let _held = held;
            co.yield_(1).await;
            std::panic::panic_any(7_u8);
        });
        assert_eq!(generator.resume_blocking(2), Ok(Resumed::Yielded(1)));
        let resume = AssertUnwindSafe(|| generator.resume_blocking(3));
        let raised = catch_unwind(resume).unwrap_err();
        assert_eq!(*raised.downcast::<u8>().unwrap(), 7);
        assert_eq!(seen.drops(), 1);
        assert!(generator.is_finished());
        assert_eq!(generator.resume_blocking(4).unwrap_err().into_inner(), 4);
    });
    in_tasks(|handle| async move {
        let mut generator: Generator<(), (), _> = Generator::new(|_co| async { panic!("inside") });
        let panics = handle.spawn(async move { generator.resume(()).await.map(|_| ()).ok() });
        assert!(panics.await.unwrap_err().is_panic());
    });
}

#[test]
fn b109_a_step_that_is_given_up_goes_on_with_the_next() {
    let (go, mut may_go) = (Arc::new(()), 0);
    let gate = go.clone();
    let mut generator = Generator::new(|co| async move {
        let mut sent = vec![co.received().expect("the first")];
        loop {
            // As long as there are two.
            while Arc::strong_count(&gate) == 2 {
                let mut first = true;
                std::future::poll_fn(|_| match std::mem::take(&mut first) {
                    true => Poll::Pending,
                    false => Poll::Ready(()),
                })
                .await;
            }
            sent.extend(co.received());
            sent.push(co.yield_(sent.clone()).await);
        }
    });
    let mut resume = |generator: &mut Generator<Vec<u32>, u32, _>| {
        may_go += 1;
        poll_once(generator.resume(may_go))
    };
    // Not polled: nothing is sent.
    drop(generator.resume(100));
    assert!(resume(&mut generator).is_pending());
    assert!(resume(&mut generator).is_pending());
    drop(go);
    // The second one was not fetched before the third came.
    let resumed: Poll<Result<Resumed<_, ()>, _>> = resume(&mut generator);
    assert_eq!(resumed, Poll::Ready(Ok(Resumed::Yielded(vec![1, 3]))));
    let resumed = resume(&mut generator);
    assert_eq!(resumed, Poll::Ready(Ok(Resumed::Yielded(vec![1, 3, 4]))));
}

#[test]
fn b109_values_that_nobody_takes_are_dropped_once() {
    let seen = Seen::default();
    let mut generator = Generator::new(|co| async move {
        for number in 0..3 {
            let _answer = co.yield_(number).await;
        }
    });
    for number in 0..3 {
        assert_eq!(step(&mut generator, seen.guard()), Resumed::Yielded(number));
    }
    // The first waits for somebody to look; the others were taken.
    assert_eq!(seen.drops(), 2);
    assert_eq!(step(&mut generator, seen.guard()), Resumed::Complete(()));
    assert_eq!(seen.drops(), 4);
    drop(generator.resume_blocking(seen.guard()));
    assert_eq!(seen.drops(), 5);
}

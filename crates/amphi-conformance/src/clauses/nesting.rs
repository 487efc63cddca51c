//! C11, C13, C15: waits inside waits, the first poll, panics inside.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;
use std::time::Duration;

use amphi_core::{BlockOn, Runtime, Timer};

use crate::futures::{Payload, yield_now};
use crate::place::Place;
use crate::{Fixture, Mount};

/// A wait inside a wait is possible here, or an error; never a panic.
pub fn c11_nesting_never_panics<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    Place::each(Place::ALL, &rt, |rt| {
        let nested = || rt.try_block_on(async { rt.try_block_on(yield_now()) });
        match catch_unwind(AssertUnwindSafe(nested)) {
            Ok(Ok(Ok(()))) => {}
            Ok(Ok(Err(error)) | Err(error)) => panic!("nothing was at its limits: {error}"),
            Err(_) => panic!("a nested wait panicked"),
        }
    });
}

/// A future that is ready is polled once and no more.
pub fn c13_a_ready_future_is_polled_once<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    Place::each(Place::ALL, &rt, |rt| {
        let mut polls = 0;
        rt.block_on(poll_fn(|_| {
            polls += 1;
            Poll::Ready(())
        }));
        assert_eq!(polls, 1, "a ready future was polled {polls} times");
    });
}

/// A panic of the future goes on to the caller as it is, through every wait around it.
pub fn c15_a_panic_inside_reaches_the_caller<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    Place::each(Place::ALL, &rt, |rt| {
        for (yields, depth) in [(0, 0), (1, 0), (1, 2)] {
            let payload = Payload::new();
            let nested = || raise_inside(rt, payload.clone(), yields, depth);
            let caught = catch_unwind(AssertUnwindSafe(nested)).expect_err("it panics");
            assert!(
                payload.is(&*caught),
                "the payload is not the object that was raised"
            );
        }
    });
}

/// After a panic at the first poll or later, nested or not, waits work as before.
pub fn c15_block_on_works_after_a_panic_inside<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    Place::each(Place::ALL, &rt, |rt| {
        for (yields, depth) in [(0, 0), (1, 0), (1, 2)] {
            let nested = || raise_inside(rt, Payload::new(), yields, depth);
            catch_unwind(AssertUnwindSafe(nested)).expect_err("it panics");
            rt.block_on(async {
                yield_now().await;
                rt.sleep(Duration::from_millis(1)).await;
                rt.block_on(yield_now());
            });
        }
    });
}

fn raise_inside(rt: &impl Runtime, payload: Payload, yields: usize, depth: usize) {
    rt.block_on(async {
        for _ in 0..yields {
            yield_now().await;
        }
        match depth {
            0 => payload.raise(),
            _ => raise_inside(rt, payload, yields, depth - 1),
        }
    });
}

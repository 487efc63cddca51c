//! C10: `block_on` works anywhere, for any future.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::thread;
use std::time::Duration;

use amphi_core::{
    BlockOn, Runtime, SpawnBlocking, Spawner, TaskHandle, TaskHandleExt, Timer, park,
};

use crate::futures::{OnDrop, Payload, endless, holding, yield_now};
use crate::place::Place;
use crate::sync::{Flag, gate};
use crate::{Fixture, Mount, expect};

const MOMENT: Duration = Duration::from_millis(2);

/// A sleep ends, wherever it is waited for.
pub fn c10_block_on_waits_for_a_timer<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    Place::each(Place::ALL, &rt, |rt| {
        let deadline = rt.now() + MOMENT;
        rt.block_on(async { rt.sleep_until(deadline).await });
        assert!(rt.now() >= deadline, "the wait ended before its sleep");
    });
}

/// A wake-up from a plain thread ends the wait.
pub fn c10_block_on_waits_for_another_thread<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    Place::each(Place::ALL, &rt, |rt| {
        let (opener, gate) = gate();
        let (waits, is_waiting) = crate::sync::gate();
        let helper = thread::spawn(move || {
            is_waiting.wait();
            opener.open();
        });
        rt.block_on(async {
            drop(waits);
            gate.opened().await;
        });
        helper.join().expect("the helper does not panic");
    });
}

/// A task that was spawned before, elsewhere, is waited for; not on a thread that it may need.
pub fn c10_block_on_waits_for_a_task_from_outside<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    for place in Place::OFF_WORKERS {
        let (opener, gate) = gate();
        let task = rt.spawn(async move {
            gate.opened().await;
            7
        });
        place.visit(&rt, |rt| {
            opener.open();
            assert_eq!(expect::value(rt.block_on(task)), 7);
        });
    }
}

/// A task that the future itself spawns is waited for.
pub fn c10_block_on_waits_for_a_task_from_inside<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    Place::each(Place::ALL, &rt, |rt| {
        let task = async {
            rt.spawn(async {
                yield_now().await;
                7
            })
            .await
        };
        assert_eq!(expect::value(rt.block_on(task)), 7);
    });
}

/// A closure that the future itself offloads is waited for.
pub fn c10_block_on_waits_for_a_closure_from_inside<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    Place::each(Place::ALL, &rt, |rt| {
        assert_eq!(
            expect::value(rt.block_on(async { rt.spawn_blocking(|| 7).await })),
            7
        );
    });
}

/// Waits nest, and each of them can still wait when the inner one has ended.
pub fn c10_block_on_nests_sixteen_deep<F: Fixture>(on: &Mount<F>) {
    fn nest(rt: &impl Runtime, depth: usize) -> usize {
        rt.block_on(async {
            yield_now().await;
            let below = match depth {
                0 => 0,
                _ => nest(rt, depth - 1),
            };
            rt.sleep(Duration::from_micros(100)).await;
            below + 1
        })
    }
    let (rt, _owner) = on.start();
    Place::each(Place::ALL, &rt, |rt| assert_eq!(nest(rt, 15), 16));
}

/// The future may borrow, need not be `Send`, and is polled on the calling thread only.
pub fn c10_block_on_takes_borrowed_futures_of_this_thread<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    Place::each(Place::ALL, &rt, |rt| {
        let here = thread::current().id();
        let polls = Cell::new(0);
        let not_send = Rc::new(7);
        let value = rt.block_on(async {
            for _ in 0..3 {
                assert_eq!(
                    thread::current().id(),
                    here,
                    "it was polled on another thread"
                );
                polls.set(polls.get() + 1);
                yield_now().await;
            }
            *not_send
        });
        assert_eq!((value, polls.get()), (7, 3));
    });
}

/// A task of one runtime waits for a task of another.
pub fn c10_block_on_works_in_another_runtimes_task<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let (other, _other_owner) = on.start();
    let task = other.spawn(async move {
        let inner = rt.spawn(async {
            yield_now().await;
            7
        });
        rt.block_on(async {
            rt.sleep(MOMENT).await;
            inner.await
        })
    });
    assert_eq!(expect::value(expect::value(task.join())), 7);
}

/// Destructors may wait, also those of a cancelled task and those that run while a panic unwinds.
pub fn c10_block_on_works_in_drop<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let waits = |waited: &Flag| {
        let (rt, waited) = (rt.clone(), waited.clone());
        OnDrop::new(move || {
            // Caught, since a panic of its own would end the process while another unwinds.
            let wait = || rt.block_on(async { rt.sleep(MOMENT).await });
            if catch_unwind(AssertUnwindSafe(wait)).is_ok() {
                waited.set();
            }
        })
    };
    let (on_cancel, on_panic) = (Flag::default(), Flag::default());
    let (started, has_started) = gate();
    let task = rt.spawn(endless(started, waits(&on_cancel)));
    has_started.wait();
    drop(park::block_on(task.cancel()));
    assert!(
        on_cancel.is_set(),
        "a wait failed in a destructor of a cancelled task"
    );

    let task = rt.spawn(holding(Box::new(waits(&on_panic)), || {
        Payload::new().raise()
    }));
    expect::panicked::<()>(task.join());
    assert!(
        on_panic.is_set(),
        "a wait failed in a destructor that a panic ran"
    );
}

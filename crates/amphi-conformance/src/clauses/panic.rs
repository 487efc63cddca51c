//! C5: a panic becomes an error with its payload, and costs nothing else.

use std::panic::resume_unwind;
use std::sync::mpsc;

use amphi_core::{JoinError, Runtime, SpawnBlocking, Spawner, TaskHandle, TaskHandleExt, park};

use crate::futures::{OnDrop, Payload, endless, yield_now};
use crate::sync::gate;
use crate::{Fixture, Mount, expect};

/// The handle of a task gives the very object that was raised, at the first poll or later.
pub fn c05_a_task_panic_keeps_its_payload<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    for yields in [0, 1] {
        let payload = Payload::new();
        let raised = payload.clone();
        let task = rt.spawn(async move {
            for _ in 0..yields {
                yield_now().await;
            }
            raised.raise()
        });
        check(task.join(), &payload);
    }
}

/// The handle of a closure gives the very object that was raised.
pub fn c05_a_closure_panic_keeps_its_payload<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let payload = Payload::new();
    let raised = payload.clone();
    check(rt.spawn_blocking(|| raised.raise()).join(), &payload);
}

fn check(result: Result<(), JoinError>, payload: &Payload) {
    let caught = expect::panicked(result);
    assert!(
        payload.is(&*caught),
        "the payload is not the object that was raised"
    );
}

/// After a hundred panics in tasks and as many in closures both still run.
pub fn c05_panics_cost_no_worker<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let panics: Vec<_> = (0..100)
        .flat_map(|_| {
            let in_task = rt.spawn(async { Payload::new().raise() });
            let in_closure = rt.spawn_blocking(|| Payload::new().raise());
            [in_task, in_closure]
        })
        .collect();
    for panic in panics {
        expect::panicked::<()>(panic.join());
    }
    check_still_works(&rt);
}

/// A panic while a cancelled task is dropped stays inside the runtime.
pub fn c05_a_cancelled_task_may_panic_in_drop<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let (started, has_started) = gate();
    let bomb = OnDrop::new(|| Payload::new().raise());
    let task = rt.spawn(endless(started, bomb));
    has_started.wait();
    check_ended(park::block_on(task.cancel()));
    check_still_works(&rt);
}

/// A panic while a cancelled closure is dropped stays inside the call.
pub fn c05_a_cancelled_closure_may_panic_in_drop<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let full = on.fill(&rt);
    let bomb = OnDrop::new(|| Payload::new().raise());
    let closure = rt.spawn_blocking(move || drop(bomb));
    check_ended(park::block_on(closure.cancel()));
    full.release();
    check_still_works(&rt);
}

/// A value or a payload that nobody waits for may panic when the runtime drops it.
pub fn c05_a_result_that_nobody_wants_may_panic_in_drop<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    // Results that come when their handles have gone are the runtime's to drop.
    let (opener, detached) = gate();
    let (unexploded, exploded) = mpsc::channel::<()>();
    for raise in [false, true, false, true] {
        let bomb = || {
            let unexploded = unexploded.clone();
            OnDrop::new(|| {
                drop(unexploded);
                Payload::new().raise()
            })
        };
        let (in_task, gate) = (bomb(), detached.clone());
        let task = async move {
            gate.opened().await;
            give(in_task, raise)
        };
        let (in_closure, gate) = (bomb(), detached.clone());
        let closure = move || {
            gate.wait();
            give(in_closure, raise)
        };
        rt.spawn(task).detach();
        rt.spawn_blocking(closure).detach();
    }
    drop(unexploded);
    opener.open();
    exploded
        .recv()
        .expect_err("nothing is sent; it ends when the last one has exploded");
    check_still_works(&rt);
}

/// Gives a result as a value or as a panic's payload.
fn give<T: Send + 'static>(result: T, raise: bool) -> T {
    if raise {
        resume_unwind(Box::new(result))
    }
    result
}

/// Whether the panic or the cancellation is told, is up to the backend.
fn check_ended(result: Result<(), JoinError>) {
    let error = result.expect_err("it was cancelled before it could give a value");
    assert!(
        error.is_panic() || error.is_cancelled(),
        "it was cancelled and panicked: {error}"
    );
}

fn check_still_works(rt: &impl Runtime) {
    for _ in 0..8 {
        expect::value(rt.spawn(yield_now()).join());
        expect::value(rt.spawn_blocking(|| ()).join());
    }
}

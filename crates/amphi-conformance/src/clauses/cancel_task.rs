//! C3: cancelling a task takes effect at the call, and resolves when its future is gone.

use std::sync::mpsc;
use std::thread;

use amphi_core::{Spawner, TaskHandle, TaskHandleExt, park};

use crate::futures::{OnDrop, endless, yield_now};
use crate::place::Place;
use crate::sync::{Flag, gate, until};
use crate::{Fixture, Mount, expect};

/// The future is dropped, although what `cancel` returned is never polled or dropped at once.
pub fn c03_cancel_takes_effect_at_the_call<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    for keep in [true, false] {
        let (started, has_started) = gate();
        let (going, gone) = gate();
        let task = rt.spawn(endless(started, going));
        has_started.wait();
        let ending = task.cancel();
        let kept = keep.then_some(ending);
        gone.wait();
        drop(kept);
    }
}

/// Who awaits the cancellation sees the future dropped, all of it.
pub fn c03_cancel_resolves_after_the_future_was_dropped<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let (dropping, is_dropping) = gate();
    let (go_on, may_go_on) = gate();
    let dropped = Flag::default();
    let was_dropped = dropped.clone();
    let slow_to_drop = OnDrop::new(move || {
        dropping.open();
        may_go_on.wait();
        dropped.set();
    });
    let (started, has_started) = gate();
    let task = rt.spawn(endless(started, slow_to_drop));
    has_started.wait();

    let (resolving, resolved) = gate();
    let canceller = thread::spawn(move || {
        let result = park::block_on(task.cancel());
        drop(resolving);
        (result, was_dropped.is_set())
    });
    is_dropping.wait();
    resolved.stays_shut("the cancellation resolved while the future was being dropped");
    go_on.open();
    let (result, was_dropped) = canceller.join().expect("the canceller does not panic");
    expect::cancelled(result);
    assert!(
        was_dropped,
        "the cancellation resolved before the future was dropped"
    );
}

/// A task that would never end by itself gives `is_cancelled`.
pub fn c03_a_cancelled_task_says_so<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let (started, has_started) = gate();
    let task = rt.spawn(endless(started, ()));
    has_started.wait();
    assert!(!task.is_finished());
    expect::cancelled(park::block_on(task.cancel()));
}

/// A task that had finished before the call still gives its value.
pub fn c03_a_finished_task_keeps_its_value<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let task = rt.spawn(async {
        yield_now().await;
        7
    });
    until(|| task.is_finished());
    assert_eq!(expect::value(park::block_on(task.cancel())), 7);
}

/// A task that is running when it is cancelled, and ends without suspending again, gives its value.
pub fn c03_a_task_that_finishes_all_the_same_keeps_its_value<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let (started, has_started) = gate();
    let (go_on, may_go_on) = gate();
    let task = rt.spawn(async move {
        started.open();
        // Blocks: the task must not suspend.
        may_go_on.wait();
        7
    });
    has_started.wait();
    let ending = task.cancel();
    go_on.open();
    assert_eq!(expect::value(park::block_on(ending)), 7);
}

/// Whether its future has been polled or not makes no difference.
pub fn c03_a_task_can_be_cancelled_before_it_runs<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    for _ in 0..50 {
        let (going, gone) = gate();
        expect::cancelled(park::block_on(rt.spawn(endless((), going)).cancel()));
        assert!(
            gone.is_open(),
            "the cancellation resolved before the future was dropped"
        );
    }
    // On a single thread a task cannot start while the one that spawned it runs.
    let inner = rt.clone();
    let spawner = rt.spawn(async move {
        let (going, gone) = gate();
        let ended = inner.spawn(endless((), going)).cancel().await;
        (ended, gone.is_open())
    });
    let (ended, dropped) = expect::value(spawner.join());
    expect::cancelled(ended);
    assert!(
        dropped,
        "the cancellation resolved before the future was dropped"
    );
}

/// The call needs no runtime around it.
pub fn c03_a_task_can_be_cancelled_at_any_place<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    for place in Place::ALL {
        let (started, has_started) = gate();
        let (going, gone) = gate();
        let task = rt.spawn(endless(started, going));
        has_started.wait();
        place.visit(&rt, |_| drop(task.cancel()));
        gone.wait();
    }
}

/// A task that has its own handle may cancel itself; it ends when it suspends next.
pub fn c03_a_task_may_cancel_itself<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let (give, given) = mpsc::channel();
    let (ready, is_ready) = gate();
    let (going, gone) = gate();
    let task = rt.spawn(async move {
        is_ready.opened().await;
        let own: <F::Runtime as Spawner>::JoinHandle<()> = given.recv().expect("it was given");
        drop(own.cancel());
        endless((), going).await;
    });
    give.send(task).expect("the task has the receiver");
    ready.open();
    gone.wait();
}

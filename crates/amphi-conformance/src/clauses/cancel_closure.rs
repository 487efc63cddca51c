//! C4: cancelling an offloaded closure, queued or running.

use std::pin::pin;
use std::sync::mpsc;

use amphi_core::offload::is_cancelled;
use amphi_core::{SpawnBlocking, TaskHandle, TaskHandleExt, park};

use crate::futures::poll_once;
use crate::sync::{Flag, gate};
use crate::{Fixture, Mount, expect};

/// A closure that was cancelled in the queue does not run when its turn comes.
pub fn c04_a_cancelled_queued_closure_never_runs<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let full = on.fill(&rt);
    let ran = Flag::default();
    let runs = ran.clone();
    let (going, gone) = gate();
    let closure = rt.spawn_blocking(move || {
        let _going = going;
        runs.set();
    });
    let ending = closure.cancel();
    full.release();
    // Once its captures have gone it can run no more.
    gone.wait();
    assert!(!ran.is_set(), "a cancelled closure ran");
    expect::cancelled(park::block_on(ending));
}

/// The captures are gone when `cancel` returns.
pub fn c04_a_cancelled_queued_closure_is_dropped_by_the_call<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let _full = on.fill(&rt);
    let (going, gone) = gate();
    let closure = rt.spawn_blocking(move || drop(going));
    let _ending = closure.cancel();
    assert!(
        gone.is_open(),
        "`cancel` returned and the closure's captures were still there"
    );
}

/// The result is there although no thread of the pool has become free.
pub fn c04_a_cancelled_queued_closure_resolves_at_once<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let _full = on.fill(&rt);
    let closure = rt.spawn_blocking(|| ());
    expect::cancelled(park::block_on(closure.cancel()));
}

/// A closure that has started is waited for, and gives its value.
pub fn c04_a_cancelled_running_closure_gives_its_value<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let (started, has_started) = gate();
    let (go_on, may_go_on) = gate();
    let closure = rt.spawn_blocking(move || {
        started.open();
        may_go_on.wait();
        7
    });
    has_started.wait();
    let mut ending = pin!(closure.cancel());
    let early = poll_once(ending.as_mut());
    assert!(
        early.is_pending(),
        "the cancellation resolved while the closure ran: {early:?}"
    );
    go_on.open();
    assert_eq!(expect::value(park::block_on(ending)), 7);
}

/// `is_cancelled` is false until the call and true from then on, inside the closure.
pub fn c04_a_running_closure_sees_its_cancellation<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let (started, has_started) = gate();
    let (go_on, may_go_on) = gate();
    let closure = rt.spawn_blocking(move || {
        let before = is_cancelled();
        started.open();
        may_go_on.wait();
        (before, is_cancelled())
    });
    has_started.wait();
    let ending = closure.cancel();
    go_on.open();
    let (before, after) = expect::value(park::block_on(ending));
    assert!(
        !before,
        "the closure saw a cancellation before there was one"
    );
    assert!(after, "the closure did not see its cancellation");
}

/// Neither other closures, nor later ones on the same thread, nor other code see it.
pub fn c04_only_a_cancelled_closure_sees_one<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let (started, has_started) = mpsc::channel();
    let (go_on, may_go_on) = gate();
    let closure = || {
        let (started, may_go_on) = (started.clone(), may_go_on.clone());
        move || {
            started.send(()).expect("the test waits for it");
            may_go_on.wait();
            is_cancelled()
        }
    };
    let (one, other) = (rt.spawn_blocking(closure()), rt.spawn_blocking(closure()));
    for _ in 0..2 {
        has_started.recv().expect("both start");
    }
    let ending = one.cancel();
    go_on.open();
    assert!(
        !expect::value(other.join()),
        "another closure saw the cancellation"
    );
    expect::value(park::block_on(ending));
    for _ in 0..8 {
        let later = expect::value(rt.spawn_blocking(is_cancelled).join());
        assert!(!later, "a later closure saw the cancellation");
    }
    assert!(!is_cancelled(), "a plain thread saw a cancellation");
}

/// Dropping the handle lets the closure go on, and tells it nothing.
pub fn c04_a_dropped_handle_is_no_cancellation<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let (started, has_started) = gate();
    let (go_on, may_go_on) = gate();
    let (seen, sees) = mpsc::channel();
    let closure = rt.spawn_blocking(move || {
        started.open();
        may_go_on.wait();
        let _ = seen.send(is_cancelled());
    });
    has_started.wait();
    drop(closure);
    go_on.open();
    assert_eq!(
        sees.recv(),
        Ok(false),
        "dropping the handle was told as a cancellation"
    );
}

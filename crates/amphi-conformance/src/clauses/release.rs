//! C7: what the work held is gone when its result is seen.

use std::sync::{Arc, Weak};

use amphi_core::{SpawnBlocking, Spawner, TaskHandle, TaskHandleExt, park};

use crate::futures::{Payload, endless, holding};
use crate::sync::gate;
use crate::{Fixture, Mount, expect};

/// Enough for a race between the result and the drop to show.
const TRIES: usize = 200;

/// A task's future is dropped before its value is seen.
pub fn c07_a_task_is_gone_before_its_value<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    for _ in 0..TRIES {
        let (token, left) = token();
        assert_eq!(expect::value(rt.spawn(holding(token, || 7)).join()), 7);
        must_be_gone(&left);
    }
}

/// A task's future is dropped before its panic is seen.
pub fn c07_a_task_is_gone_before_its_panic<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    for _ in 0..TRIES {
        let (token, left) = token();
        let task = rt.spawn(holding(token, || Payload::new().raise()));
        expect::panicked::<()>(task.join());
        must_be_gone(&left);
    }
}

/// A task's future is dropped before its cancellation is seen.
pub fn c07_a_task_is_gone_before_its_cancellation<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    for _ in 0..TRIES {
        let (token, left) = token();
        let (started, has_started) = gate();
        let task = rt.spawn(endless(started, token));
        has_started.wait();
        expect::cancelled(park::block_on(task.cancel()));
        must_be_gone(&left);
    }
}

/// A closure's captures are dropped before its value, its panic or its cancellation is seen.
pub fn c07_a_closure_is_gone_before_its_result<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    for _ in 0..TRIES {
        let (token, left) = token();
        expect::value(rt.spawn_blocking(move || drop(token)).join());
        must_be_gone(&left);

        let (token, left) = self::token();
        let closure = rt.spawn_blocking(move || {
            let _token = token;
            Payload::new().raise()
        });
        expect::panicked::<()>(closure.join());
        must_be_gone(&left);

        let (token, left) = self::token();
        let closure = rt.spawn_blocking(move || drop(token));
        // It may have run before; its captures are gone either way.
        drop(park::block_on(closure.cancel()));
        must_be_gone(&left);
    }
}

fn token() -> (Arc<()>, Weak<()>) {
    let token = Arc::new(());
    let left = Arc::downgrade(&token);
    (token, left)
}

#[track_caller]
fn must_be_gone(left: &Weak<()>) {
    assert!(
        left.upgrade().is_none(),
        "the result was seen while what the work held was there"
    );
}

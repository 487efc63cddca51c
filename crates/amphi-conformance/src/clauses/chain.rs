//! C20: closures that wait for closures.

use std::time::Duration;

use amphi_core::{BlockOn, Runtime, SpawnBlocking, Spawner, TaskHandleExt, Timer};

use crate::futures::{first, yield_now};
use crate::sync::gate;
use crate::{Fixture, Mount, expect};

/// Threads that are left where the others are taken.
const FREE: usize = 2;

/// A closure that offloads a closure and waits for it, and so on, comes to an end.
pub fn c20_closures_wait_for_closures<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    assert_eq!(offload(&rt, 16), 16);
}

/// The same where the chain is far longer than the pool has threads.
pub fn c20_a_chain_may_be_deeper_than_the_pool<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let full = on.fill_but(&rt, FREE);
    assert_eq!(offload(&rt, 1000), 1000);
    full.release();
}

/// A closure that waits for a queued one and for something else does not wait longer for that.
pub fn c20_a_closure_that_is_taken_delays_nothing<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let full = on.fill_but(&rt, 1);
    let (opener, is_open) = gate();
    let inner = rt.clone();
    let outer = rt.spawn_blocking(move || {
        let (starts, has_started) = gate();
        let endless = inner.spawn_blocking(move || {
            starts.open();
            is_open.wait();
        });
        inner.block_on(async {
            // The queued closure runs, until something that happens only after this wait.
            first(endless, has_started.opened()).await;
            inner.sleep(Duration::from_millis(1)).await;
        });
        opener.open();
    });
    expect::value(outer.join());
    full.release();
}

/// What a closure that was taken from its pool does works as in the pool.
pub fn c20_a_closure_that_is_taken_knows_its_runtime<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let full = on.fill_but(&rt, 1);
    let inner = rt.clone();
    let outer = rt.spawn_blocking(move || {
        let innermost = inner.clone();
        let taken = inner.spawn_blocking(move || {
            innermost.block_on(async {
                yield_now().await;
                innermost.sleep(Duration::from_millis(1)).await;
                innermost.spawn(async { 7 }).await
            })
        });
        taken.join()
    });
    assert_eq!(expect::value(expect::value(expect::value(outer.join()))), 7);
    full.release();
}

fn offload(rt: &impl Runtime, depth: usize) -> usize {
    let inner = rt.clone();
    let closure = rt.spawn_blocking(move || match depth {
        0 => 0,
        _ => offload(&inner, depth - 1) + 1,
    });
    expect::value(rt.block_on(closure))
}

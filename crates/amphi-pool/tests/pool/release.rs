//! What a pool lets go of, and when.

use std::env;
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Weak};
use std::time::Duration;

use amphi_core::TaskHandle;
use amphi_pool::Pool;

use crate::support::{BOUND, Blocked, get, join, pool, until, wait_idle, within};

/// A pool of two threads, and what tells the end of each.
fn of_two() -> (Pool, Receiver<()>) {
    let (stops, stopped) = channel();
    let pool = Pool::builder()
        .max_threads(2)
        .on_thread_stop(move || stops.send(()).unwrap())
        .build()
        .unwrap();
    (pool, stopped)
}

#[test]
fn b15_what_a_closure_captured_is_gone_before_its_result_is_seen() {
    let pool = pool(2);
    for _ in 0..200 {
        let captured = Arc::new(());
        let weak = Arc::downgrade(&captured);
        let panics = Arc::downgrade(&captured);
        let closure = pool.spawn_blocking(move || drop(captured));
        join(closure).unwrap();
        assert!(weak.upgrade().is_none());
        assert!(panics.upgrade().is_none());
    }
    let captured = Arc::new(());
    let weak = Arc::downgrade(&captured);
    let closure = pool.spawn_blocking(move || {
        let _held = captured;
        panic!("on purpose");
    });
    assert!(join(closure).unwrap_err().is_panic());
    assert!(weak.upgrade().is_none());
}

#[test]
fn b16_a_finished_closure_keeps_neither_its_value_nor_the_pool() {
    let pool = pool(1);
    let value = Arc::new(());
    let weak: Weak<()> = Arc::downgrade(&value);
    // Nobody takes the value: it goes with the closure, not when the thread next wakes.
    drop(pool.spawn_blocking(move || value));
    wait_idle(&pool);
    assert!(weak.upgrade().is_none());

    // A handle that is kept does not keep the threads.
    let (stops, stopped) = channel();
    let pool = Pool::builder()
        .on_thread_stop(move || stops.send(()).unwrap())
        .build()
        .unwrap();
    let finished = pool.spawn_blocking(|| 7);
    until(|| finished.is_finished());
    drop(pool);
    get(&stopped);
    assert_eq!(join(finished).unwrap(), 7);
}

#[test]
fn dropping_the_last_handle_waits_for_nothing_and_leaves_nothing_undone() {
    let (pool, stopped) = of_two();
    let other = pool.clone();
    let blocked = [Blocked::thread_of(&pool), Blocked::thread_of(&pool)];
    let handles: Vec<_> = (0..100).map(|n| pool.spawn_blocking(move || n)).collect();
    drop(pool);
    drop(other);
    // Still queued: the drop has not waited for the threads that are taken.
    assert!(handles.iter().all(|handle| !handle.is_finished()));
    blocked.into_iter().for_each(Blocked::release);
    for (n, handle) in handles.into_iter().enumerate() {
        assert_eq!(join(handle).unwrap(), n);
    }
    // All threads end; then the sender has gone too.
    get(&stopped);
    get(&stopped);
    assert!(stopped.recv_timeout(BOUND).is_err());
}

#[test]
fn the_last_handle_may_be_dropped_by_a_closure() {
    let (stops, stopped) = channel();
    let pool = Pool::builder()
        .on_thread_stop(move || stops.send(()).unwrap())
        .build()
        .unwrap();
    let inner = pool.clone();
    let (open, gate) = channel::<()>();
    let closure = pool.spawn_blocking(move || {
        gate.recv_timeout(BOUND).unwrap();
        drop(inner);
        7
    });
    drop(pool);
    open.send(()).unwrap();
    assert_eq!(join(closure).unwrap(), 7);
    get(&stopped);
    assert!(stopped.recv_timeout(BOUND).is_err());
}

/// Closures end after their callers have gone: in a pool that goes with its last handle, and in one whose
/// shutdown has not waited for them.
fn end_late() {
    for is_shut_down in [false, true] {
        let (pool, stopped) = of_two();
        let blocked = [Blocked::thread_of(&pool), Blocked::thread_of(&pool)];
        let (tell, told) = channel();
        // Its value is nobody's.
        drop(pool.spawn_blocking(move || tell.send(()).map(|()| String::from("late"))));
        if is_shut_down {
            let shutdown = pool.shutdown(Duration::ZERO).unwrap();
            assert_eq!(within(|| shutdown.wait()).abandoned, 2);
        }
        drop(pool);
        let releases = blocked.map(Blocked::leave);
        drop(releases);
        // A shutdown drops what is queued.
        assert_eq!(told.recv_timeout(BOUND).is_ok(), !is_shut_down);
        // Whatever they have to say has been said when the threads end.
        get(&stopped);
        get(&stopped);
        assert!(stopped.recv_timeout(BOUND).is_err());
    }
}

#[test]
fn b19_a_closure_that_ends_after_its_pool_and_its_caller_makes_no_noise() {
    const CHILD: &str = "AMPHI_LATE";
    if env::var_os(CHILD).is_some() {
        return end_late();
    }
    // In a process of its own, all of whose output is that of these closures, and of the harness.
    let name = "release::b19_a_closure_that_ends_after_its_pool_and_its_caller_makes_no_noise";
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let (out, told) = (output.stdout, output.stderr);
    let [out, told] = [out, told].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(output.status.success(), "{told}");
    assert!(out.contains("1 passed"), "{out}");
    assert_eq!(told, "");
}

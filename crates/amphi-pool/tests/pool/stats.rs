//! What a pool tells of itself.

use std::sync::mpsc::channel;
use std::thread;

use amphi_core::TaskHandle;

use crate::support::{BOUND, Blocked, get, join, poll, pool, ready, wait_idle, within};

#[test]
fn b20_threads_and_work_are_countable_and_one_can_wait_for_none() {
    let pool = pool(2);
    let mut idle = pool.idle();
    ready(poll(&mut idle));
    let blocked = [Blocked::thread_of(&pool), Blocked::thread_of(&pool)];
    let queued: Vec<_> = (0..3).map(|_| pool.spawn_blocking(|| ())).collect();
    let task = pool.spawn(async {});
    let stats = pool.stats();
    assert_eq!((stats.threads, stats.idle, stats.running), (2, 0, 2));
    assert_eq!((stats.queued, stats.tasks, stats.completed), (4, 1, 0));

    let mut idle = pool.idle();
    assert!(poll(&mut idle).is_pending());
    blocked.into_iter().for_each(Blocked::release);
    within(|| idle.wait());
    assert!(task.is_finished() && queued.iter().all(TaskHandle::is_finished));
    let stats = pool.stats();
    assert_eq!((stats.threads, stats.idle, stats.running), (2, 2, 0));
    assert_eq!((stats.queued, stats.tasks, stats.completed), (0, 0, 5));
}

#[test]
fn b20_who_waits_for_idle_on_many_threads_is_always_told() {
    let pool = pool(3);
    for round in 0..300 {
        let handles: Vec<_> = (0..round % 7).map(|_| pool.spawn_blocking(|| ())).collect();
        let (tell, told) = channel();
        for _ in 0..2 {
            let (idle, tell) = (pool.idle(), tell.clone());
            thread::spawn(move || {
                idle.wait();
                tell.send(()).unwrap();
            });
        }
        // One that goes is no trouble.
        let _ = poll(&mut pool.idle());
        get(&told);
        get(&told);
        assert!(handles.iter().all(TaskHandle::is_finished));
    }
}

#[test]
fn b20_cancelled_closures_do_not_keep_a_pool_from_being_idle() {
    let pool = pool(1);
    for _ in 0..100 {
        let handles: Vec<_> = (0..5).map(|n| pool.spawn_blocking(move || n)).collect();
        for handle in handles {
            drop(handle.cancel());
        }
        wait_idle(&pool);
        assert_eq!(pool.stats().queued, 0);
    }
    let stats = pool.stats();
    assert_eq!(stats.completed + stats.cancelled, 500);
}

#[test]
fn b36_a_panic_that_nobody_takes_is_counted_and_any_other_is_not() {
    let pool = pool(1);
    // Taken.
    let panics = || pool.spawn_blocking(|| panic!("on purpose"));
    assert!(join(panics()).unwrap_err().is_panic());
    wait_idle(&pool);
    assert_eq!(pool.stats().lost_panics, 0);
    // Dropped before it ran, and after.
    let blocked = Blocked::thread_of(&pool);
    drop(panics());
    blocked.release();
    wait_idle(&pool);
    assert_eq!(pool.stats().lost_panics, 1);
    let late = panics();
    wait_idle(&pool);
    assert_eq!(pool.stats().lost_panics, 1);
    drop(late);
    assert_eq!(pool.stats().lost_panics, 2);
    // Cancelled while it ran, and left.
    let (starts, started) = channel();
    let (open, gate) = channel::<()>();
    let left = pool.spawn_blocking(move || {
        starts.send(()).unwrap();
        gate.recv_timeout(BOUND).unwrap();
        panic!("on purpose");
    });
    get(&started);
    drop(left.cancel());
    open.send(()).unwrap();
    wait_idle(&pool);
    assert_eq!(pool.stats().lost_panics, 3);
    assert_eq!(pool.stats().completed, 5);
}

#[test]
fn the_text_of_a_pool_has_its_name_and_figures() {
    let text = format!("{:?}", pool(2));
    assert!(
        text.contains("amphi-pool") && text.contains("threads: 0"),
        "{text}"
    );
}

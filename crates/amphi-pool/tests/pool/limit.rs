//! How many closures are let in, and how the others wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::task::{Context, Wake, Waker};
use std::{future::Future, pin::Pin, thread};

use amphi_core::offload::is_cancelled;
use amphi_pool::{Offload, Pool};

use crate::support::{BOUND, Blocked, get, join, poll, pool, ready, until, wait_idle, within};

fn limited(threads: usize, limit: usize) -> Pool {
    let builder = Pool::builder().max_threads(threads);
    builder.queue_limit(limit).build().unwrap()
}

#[test]
fn a_closure_that_is_not_let_in_comes_back() {
    let pool = limited(1, 2);
    let blocked = Blocked::thread_of(&pool);
    let queued: Vec<_> = (0..2)
        .map(|n| pool.try_spawn_blocking(move || n).unwrap())
        .collect();
    let captured = Arc::new(7);
    let kept = captured.clone();
    let full = pool.try_spawn_blocking(move || *captured).unwrap_err();
    assert!(!full.is_shutdown());
    assert_eq!(full.to_string(), "the pool's queue is full");
    assert_eq!(Arc::strong_count(&kept), 2);
    assert_eq!(full.into_inner()(), 7);
    assert_eq!(Arc::strong_count(&kept), 1);
    blocked.release();
    let values: Vec<_> = queued
        .into_iter()
        .map(|handle| join(handle).unwrap())
        .collect();
    assert_eq!(values, [0, 1]);
}

#[test]
fn room_counts_running_closures_and_is_given_back_by_all_that_leave() {
    let pool = limited(2, 1);
    for _ in 0..50 {
        // Ran, panicked, cancelled in the queue.
        let blocked = [Blocked::thread_of(&pool), Blocked::thread_of(&pool)];
        let queued = pool.try_spawn_blocking(|| panic!("on purpose")).unwrap();
        assert!(pool.try_spawn_blocking(|| ()).is_err());
        drop(amphi_core::TaskHandle::cancel(queued));
        let next = pool.try_spawn_blocking(|| panic!("on purpose")).unwrap();
        assert!(pool.try_spawn_blocking(|| ()).is_err());
        blocked.into_iter().for_each(Blocked::release);
        assert!(join(next).unwrap_err().is_panic());
        wait_idle(&pool);
    }
}

#[test]
fn what_cannot_wait_is_always_let_in_and_counts() {
    let pool = limited(1, 0);
    let blocked = Blocked::thread_of(&pool);
    let queued: Vec<_> = (0..10).map(|n| pool.spawn_blocking(move || n)).collect();
    assert!(pool.try_spawn_blocking(|| ()).is_err());
    blocked.release();
    for (n, handle) in queued.into_iter().enumerate() {
        assert_eq!(join(handle).unwrap(), n);
    }
    wait_idle(&pool);
    join(pool.try_spawn_blocking(|| ()).unwrap()).unwrap();
}

/// Counts its wake-ups.
#[derive(Default)]
struct Wakes(AtomicUsize);

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

fn poll_with<F, T>(wakes: &Arc<Wakes>, offload: &mut Offload<F, T>) -> bool
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let waker = Waker::from(wakes.clone());
    Pin::new(offload)
        .poll(&mut Context::from_waker(&waker))
        .is_ready()
}

#[test]
fn who_waits_for_room_gets_it_in_the_order_of_asking() {
    let pool = limited(1, 0);
    let blocked = Blocked::thread_of(&pool);
    let (tell, told) = channel();
    let (tasks, others): (Vec<_>, Vec<_>) = (0..10)
        .map(|n| {
            let tell = tell.clone();
            let mut offload = pool.offload(move || tell.send(n).unwrap());
            assert!(poll(&mut offload).is_pending());
            (offload, pool.stats().waiting)
        })
        .unzip();
    assert_eq!(others, (1..=10).collect::<Vec<_>>());
    // Nobody overtakes those who wait.
    let waits: Vec<_> = tasks
        .into_iter()
        .map(|offload| thread::spawn(move || offload.wait()))
        .collect();
    blocked.release();
    within(|| {
        for wait in waits {
            wait.join().unwrap().unwrap();
        }
    });
    assert_eq!(
        told.try_iter().collect::<Vec<_>>(),
        (0..10).collect::<Vec<_>>()
    );
}

#[test]
fn a_place_that_was_given_to_who_has_gone_goes_to_the_next() {
    let pool = limited(1, 0);
    let blocked = Blocked::thread_of(&pool);
    let wakes: Vec<_> = (0..3).map(|_| Arc::<Wakes>::default()).collect();
    let mut offloads: Vec<_> = (0..3).map(|n| pool.offload(move || n)).collect();
    for (wakes, offload) in wakes.iter().zip(&mut offloads) {
        assert!(!poll_with(wakes, offload));
    }
    let woken = || -> Vec<_> { wakes.iter().map(|w| w.0.load(Ordering::SeqCst)).collect() };
    // One that leaves the line takes no place along.
    drop(offloads.remove(1));
    assert_eq!(woken(), [0, 0, 0]);
    blocked.release();
    until(|| woken() == [1, 0, 0]);
    assert!(
        pool.try_spawn_blocking(|| ()).is_err(),
        "the place is taken"
    );
    drop(offloads.remove(0));
    assert_eq!(woken(), [1, 0, 1]);
    let last = offloads.remove(0);
    assert_eq!(within(|| last.wait()).unwrap(), 2);
}

#[test]
fn an_offload_that_is_dropped_is_cancelled_wherever_it_is() {
    let pool = limited(1, 1);
    let blocked = Blocked::thread_of(&pool);
    let alive = Arc::new(());
    let closure = || {
        let alive = alive.clone();
        move || drop(alive)
    };
    let untouched = pool.offload(closure());
    let mut queued = pool.offload(closure());
    assert!(poll(&mut queued).is_pending());
    let mut waiting = pool.offload(closure());
    assert!(poll(&mut waiting).is_pending());
    assert_eq!((pool.stats().queued, pool.stats().waiting), (1, 1));
    assert_eq!(Arc::strong_count(&alive), 4);
    drop((untouched, waiting, queued));
    assert_eq!(Arc::strong_count(&alive), 1);
    assert_eq!((pool.stats().queued, pool.stats().waiting), (0, 0));
    blocked.release();

    // One that runs sees it.
    let (starts, started) = channel();
    let (tell, told) = channel();
    let mut running = pool.offload(move || {
        starts.send(()).unwrap();
        until(is_cancelled);
        tell.send(()).unwrap();
    });
    assert!(poll(&mut running).is_pending());
    get(&started);
    drop(running);
    get(&told);
}

#[test]
fn offload_gives_the_value_the_panic_or_the_shutdown() {
    let pool = limited(1, 0);
    let gives = pool.offload(|| 7);
    assert_eq!(within(|| gives.wait()).unwrap(), 7);
    let panics = pool.offload(|| -> u8 { panic!("out") });
    let payload = within(|| panics.wait()).unwrap_err();
    assert_eq!(*payload.into_panic().downcast::<&str>().unwrap(), "out");

    let blocked = Blocked::thread_of(&pool);
    let wakes = Arc::<Wakes>::default();
    let mut waiting = pool.offload(|| 7);
    assert!(!poll_with(&wakes, &mut waiting));
    let shutdown = pool.shutdown(BOUND).unwrap();
    assert_eq!(wakes.0.load(Ordering::SeqCst), 1);
    assert!(ready(poll(&mut waiting)).unwrap_err().is_shutdown());
    let late = pool.offload(|| 7);
    assert!(within(|| late.wait()).unwrap_err().is_shutdown());
    let full = pool.try_spawn_blocking(|| 7).unwrap_err();
    assert!(full.is_shutdown());
    assert_eq!(full.to_string(), "the pool has shut down");
    assert_eq!(full.into_inner()(), 7);
    blocked.release();
    within(|| shutdown.wait());
}

#[test]
fn a_closure_always_has_room_for_what_it_waits_for() {
    fn nest(pool: &Pool, depth: usize) -> usize {
        let inner = pool.clone();
        let offload = pool.offload(move || match depth {
            0 => 0,
            _ => nest(&inner, depth - 1) + 1,
        });
        offload.wait().unwrap()
    }
    let pool = limited(1, 0);
    let outer = pool.clone();
    assert_eq!(within(move || nest(&outer, 20)), 20);
    // Room is as it was.
    wait_idle(&pool);
    let blocked = Blocked::thread_of(&pool);
    assert!(pool.try_spawn_blocking(|| ()).is_err());
    blocked.release();
}

#[test]
fn many_threads_offload_through_a_narrow_pool() {
    let pool = limited(2, 3);
    let (now, most) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
    let callers: Vec<_> = (0..6)
        .map(|_| {
            let (pool, now, most) = (pool.clone(), now.clone(), most.clone());
            thread::spawn(move || {
                for _ in 0..200 {
                    let (now, most) = (now.clone(), most.clone());
                    let offload = pool.offload(move || {
                        most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        now.fetch_sub(1, Ordering::SeqCst);
                    });
                    offload.wait().unwrap();
                }
            })
        })
        .collect();
    within(|| {
        for caller in callers {
            caller.join().unwrap();
        }
    });
    assert!(most.load(Ordering::SeqCst) <= 2);
    wait_idle(&pool);
    assert_eq!(pool.stats().completed, 1200);
}

#[test]
fn without_a_limit_offload_never_waits_for_room() {
    let pool = pool(1);
    let blocked = Blocked::thread_of(&pool);
    let mut offloads: Vec<_> = (0..100).map(|n| pool.offload(move || n)).collect();
    assert!(
        offloads
            .iter_mut()
            .all(|offload| poll(offload).is_pending())
    );
    assert_eq!((pool.stats().queued, pool.stats().waiting), (100, 0));
    blocked.release();
    for (n, offload) in offloads.into_iter().enumerate() {
        assert_eq!(within(|| offload.wait()).unwrap(), n);
    }
}

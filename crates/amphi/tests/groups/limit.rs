//! How much of a group runs at a time, and in which order it starts.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};

use amphi::{TaskGroup, yield_now};

use crate::ground::{BOUND, endless, gate, on_each, raise};

/// Counts what is inside, and the most that was.
#[derive(Default)]
struct Meter {
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Meter {
    fn enter(&self) -> Inside<'_> {
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        Inside(self)
    }
}

struct Inside<'a>(&'a Meter);

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.0.now.fetch_sub(1, Ordering::SeqCst);
    }
}

#[test]
fn never_more_run_than_the_limit_allows() {
    on_each(|ground| {
        for limit in [1, 2, 5] {
            let meter = Arc::<Meter>::default();
            let group = TaskGroup::on(ground.handle.clone()).limit(limit);
            for n in 0..60 {
                let meter = meter.clone();
                match n % 3 {
                    0 => group.spawn_blocking(move || {
                        let _inside = meter.enter();
                        std::thread::yield_now();
                        n
                    }),
                    1 => group.spawn(async move {
                        let _inside = meter.enter();
                        yield_now().await;
                        n
                    }),
                    _ => drop(group.soon(async move {
                        let _inside = meter.enter();
                        yield_now().await;
                    })),
                }
            }
            assert_eq!(group.join_all().wait().len(), 40);
            let most = meter.most.load(Ordering::SeqCst);
            assert!(most <= limit && most > 0, "{most} at a time");
            assert_eq!(meter.now.load(Ordering::SeqCst), 0);
        }
    });
}

#[test]
fn as_many_run_as_the_limit_allows() {
    on_each(|ground| {
        // Two tasks end only once both have begun.
        let group = TaskGroup::on(ground.handle.clone()).limit(2);
        let meter = Arc::<Meter>::default();
        for _ in 0..2 {
            let meter = meter.clone();
            group.spawn(async move {
                let _inside = meter.enter();
                while meter.most.load(Ordering::SeqCst) < 2 {
                    yield_now().await;
                }
            });
        }
        assert_eq!(group.join_all().wait().len(), 2);
    });
}

#[test]
fn work_starts_in_the_order_in_which_it_was_given() {
    on_each(|ground| {
        let (started, order) = mpsc::channel();
        let group = TaskGroup::on(ground.handle.clone()).limit(1);
        for n in 0..50 {
            let started = started.clone();
            match n % 2 {
                0 => group.spawn(async move { started.send(n).unwrap() }),
                _ => group.spawn_blocking(move || started.send(n).unwrap()),
            }
        }
        group.join_all().wait();
        let order: Vec<_> = order.try_iter().collect();
        assert_eq!(order, (0..50).collect::<Vec<_>>());
    });
}

#[test]
fn what_ends_otherwise_makes_room_too() {
    on_each(|ground| {
        let group = TaskGroup::on(ground.handle.clone()).limit(1);
        group.spawn(async { raise("a task") });
        group.spawn_blocking(|| raise("a closure"));
        drop(group.soon(async { raise("a soon") as u8 }));
        group.spawn(async { 7 });
        let results = group.join_all().wait();
        assert_eq!(*results[2].as_ref().unwrap(), 7);
    });
}

#[test]
fn nothing_that_waits_for_its_turn_runs_after_a_cancellation() {
    on_each(|ground| {
        let mut group = TaskGroup::on(ground.handle.clone()).limit(1);
        let (first, dropped) = endless();
        group.spawn(first);
        let (alive, also_dropped) = gate();
        let (ran, has_run) = mpsc::channel();
        let also_ran = ran.clone();
        group.spawn_blocking(move || {
            drop(alive);
            ran.send(()).unwrap();
        });
        group.spawn(async move { also_ran.send(()).unwrap() });
        let cancelling = group.cancel_all();
        assert!(also_dropped.is_open(), "dropped by the call");
        let results = cancelling.wait();
        assert_eq!(results.len(), 3);
        for result in results {
            assert!(result.unwrap_err().is_cancelled());
        }
        assert!(dropped.is_open());
        assert!(has_run.recv_timeout(BOUND).is_err());
        // There is room again.
        group.spawn(async {});
        assert_eq!(group.join_all().wait().len(), 1);
    });
}

#[test]
fn a_limit_of_many_waits_deep_does_not_recurse() {
    on_each(|ground| {
        let group = TaskGroup::on(ground.handle.clone()).limit(1);
        let release = gate();
        let (opener, gate) = release;
        group.spawn_blocking(move || gate.wait());
        for _ in 0..2000 {
            group.spawn(async {});
        }
        opener.open();
        assert_eq!(group.join_all().wait().len(), 2001);
    });
}

#[test]
#[should_panic(expected = "would never run anything")]
fn a_limit_of_zero_is_refused() {
    let _ = TaskGroup::<()>::new().limit(0);
}

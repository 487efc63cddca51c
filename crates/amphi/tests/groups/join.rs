//! What a group gives, and in which order.

use std::cell::Cell;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use amphi::prelude::*;
use amphi::{Handle, TaskGroup, yield_now};

use crate::ground::{gate, on_each, raise, said};

#[test]
fn all_results_come_in_the_order_of_the_work() {
    on_each(|ground| {
        let group = TaskGroup::on(ground.handle.clone());
        let (mut opener, mut gate_of) = (None, None);
        for n in 0..20 {
            // Each waits for the next one, so they end the other way round.
            let (next_opener, next) = gate();
            let open = opener.replace(next_opener);
            let wait = gate_of.replace(next);
            match n % 2 {
                0 => group.spawn_blocking(move || {
                    drop((open, wait));
                    n
                }),
                _ => group.spawn(async move {
                    for _ in 0..20 - n {
                        yield_now().await;
                    }
                    drop((open, wait));
                    n
                }),
            }
        }
        let results = group.join_all().wait();
        let values: Vec<_> = results.into_iter().map(Result::unwrap).collect();
        assert_eq!(values, (0..20).collect::<Vec<_>>());
    });
}

#[test]
fn the_next_result_is_that_of_the_work_that_ended_next() {
    on_each(|ground| {
        let mut group = TaskGroup::on(ground.handle.clone());
        let openers: Vec<_> = (0..3)
            .map(|n| {
                let (send, receive) = event();
                group.spawn(async move {
                    receive.await;
                    n
                });
                send
            })
            .collect();
        let mut next = 2;
        for open in openers.into_iter().rev() {
            open();
            let result = ground.handle.block_on(group.join_next());
            assert_eq!(result.unwrap().unwrap(), next);
            next -= 1;
        }
        assert!(group.join_next().wait().is_none() && group.is_empty());
        // It can be used again.
        group.spawn(async { 9 });
        assert_eq!(group.len(), 1);
        assert_eq!(group.join_next().wait().unwrap().unwrap(), 9);
    });
}

/// A future that ends when the function is called.
fn event() -> (impl FnOnce(), impl Future<Output = ()> + Send) {
    let token = amphi::CancelToken::new();
    let waits = token.clone();
    (move || token.cancel(), async move {
        waits.cancelled().await;
    })
}

#[test]
fn results_that_were_taken_are_not_among_all() {
    on_each(|ground| {
        let mut group = TaskGroup::on(ground.handle.clone());
        group.spawn(async { 1 });
        assert_eq!(group.join_next().wait().unwrap().unwrap(), 1);
        group.spawn_blocking(|| 2);
        group.spawn(async { 3 });
        let results = ground.handle.block_on(group.join_all());
        let values: Vec<_> = results.into_iter().map(Result::unwrap).collect();
        assert_eq!(values, [2, 3]);
        let empty = TaskGroup::<u8>::on(ground.handle.clone());
        assert!(empty.join_all().wait().is_empty());
    });
}

#[test]
fn a_panic_is_a_result_and_the_others_go_on() {
    on_each(|ground| {
        let group = TaskGroup::on(ground.handle.clone());
        group.spawn(async { raise("in a task") });
        group.spawn_blocking(|| raise("in a closure"));
        group.spawn(async {
            yield_now().await;
            3
        });
        group.spawn_blocking(|| 4);
        let ahead = group.soon(async { raise("in a soon") as u8 });
        drop(ahead);
        let mut results = group.join_all().wait().into_iter();
        assert_eq!(said(results.next().unwrap().unwrap_err()), "in a task");
        assert_eq!(said(results.next().unwrap().unwrap_err()), "in a closure");
        let values: Vec<i32> = results.map(Result::unwrap).collect();
        assert_eq!(values, [3, 4]);
    });
}

#[test]
fn panics_that_nobody_takes_are_counted() {
    on_each(|ground| {
        let mut group = TaskGroup::<()>::on(ground.handle.clone());
        for n in 0..12 {
            match n % 3 {
                0 => group.spawn(async { raise("a") }),
                1 => group.spawn_blocking(|| raise("b")),
                _ => drop(group.soon(async { raise("c") as u8 })),
            }
        }
        while let Some(result) = group.join_next().wait() {
            assert!(result.unwrap_err().is_panic());
        }
        assert_eq!(group.panics(), 12);
    });
}

#[test]
fn a_wait_that_is_given_up_loses_nothing() {
    on_each(|ground| {
        let mut group = TaskGroup::on(ground.handle.clone());
        let (opener, gate) = gate();
        group.spawn_blocking(move || {
            gate.wait();
            7
        });
        let handle = ground.handle.clone();
        let _entered = handle.enter();
        assert!(group.join_next().wait_timeout(Duration::ZERO).is_err());
        let timed = handle.timeout(Duration::from_millis(1), group.join_next());
        assert!(handle.block_on(timed).is_err());
        opener.open();
        assert_eq!(group.join_next().wait().unwrap().unwrap(), 7);
    });
}

#[test]
fn many_threads_may_give_work_to_one_group() {
    on_each(|ground| {
        let group = TaskGroup::on(ground.handle.clone()).limit(3);
        thread::scope(|scope| {
            for thread in 0..4 {
                let group = &group;
                scope.spawn(move || {
                    for n in 0..50 {
                        match n % 2 {
                            0 => group.spawn(async move { thread * 100 + n }),
                            _ => group.spawn_blocking(move || thread * 100 + n),
                        }
                    }
                });
            }
        });
        let results = group.join_all().wait();
        let values: Vec<_> = results.into_iter().map(Result::unwrap).collect();
        for thread in 0..4 {
            let own = values.iter().filter(|value| **value / 100 == thread);
            let expected = (0..50).map(|n| thread * 100 + n);
            assert!(own.copied().eq(expected), "{values:?}");
        }
    });
}

#[test]
fn a_group_is_for_values_that_are_not_sync() {
    on_each(|ground| {
        let group = TaskGroup::on(ground.handle.clone());
        group.spawn(async { Cell::new(7) });
        let joining = group.join_all();
        let elsewhere = thread::spawn(move || Handle::smol().block_on(joining));
        assert_eq!(elsewhere.join().unwrap()[0].as_ref().unwrap().get(), 7);
    });
}

#[test]
fn work_has_gone_before_its_result_is_there() {
    on_each(|ground| {
        for _ in 0..100 {
            let mut group = TaskGroup::on(ground.handle.clone());
            let (alive, dropped) = mpsc::channel::<()>();
            let also = alive.clone();
            group.spawn(async move {
                let _alive = &alive;
            });
            group.spawn_blocking(move || {
                let _also = &also;
            });
            group.join_next().wait().unwrap().unwrap();
            group.join_next().wait().unwrap().unwrap();
            assert_eq!(dropped.try_recv(), Err(mpsc::TryRecvError::Disconnected));
        }
    });
}

//! The first failure, and what becomes of the rest.

use amphi::{JoinError, TaskGroup, is_cancelled};

use crate::ground::{endless, gate, on_each, raise, said};

/// A closure that ends when it is told, and what tells that it has begun.
fn until_told(group: &TaskGroup<Result<u8, &'static str>>) {
    let (begun, has_begun) = gate();
    group.spawn_blocking(move || {
        begun.open();
        while !is_cancelled() {
            std::thread::yield_now();
        }
        Ok(1)
    });
    has_begun.wait();
}

#[test]
fn a_panic_cancels_the_rest_where_that_is_asked_for() {
    on_each(|ground| {
        let mut group = TaskGroup::on(ground.handle.clone()).cancel_on_panic();
        // No panic, so no failure here.
        group.spawn(async { Err("just a value") });
        let value = group.join_next().wait().unwrap();
        assert_eq!(value.unwrap(), Err("just a value"));
        let (future, dropped) = endless();
        group.spawn(future);
        until_told(&group);
        let (opener, gate) = gate();
        group.spawn_blocking(move || {
            gate.wait();
            raise("the first")
        });
        assert!(!dropped.is_open());
        opener.open();
        let results = group.join_all().wait();
        assert!(results[0].as_ref().unwrap_err().is_cancelled() && dropped.is_open());
        assert_eq!(results[1].as_ref().unwrap(), &Ok(1));
        assert!(results[2].as_ref().unwrap_err().is_panic());
    });
}

#[test]
fn an_error_cancels_the_rest_where_that_is_asked_for() {
    on_each(|ground| {
        let group = TaskGroup::on(ground.handle.clone()).cancel_on_error();
        let (future, _dropped) = endless();
        group.spawn(future);
        until_told(&group);
        let mut soon = group.soon(std::future::pending::<()>());
        group.spawn(async { Err("the first") });
        let results = group.join_all().wait();
        assert!(results[0].as_ref().unwrap_err().is_cancelled());
        assert!(matches!(results[1], Ok(Ok(1))));
        assert!(matches!(results[2], Ok(Err("the first"))));
        assert!(soon.take().unwrap().unwrap_err().is_cancelled());
    });
}

#[test]
fn a_failure_cancels_nothing_where_that_is_not_asked_for() {
    on_each(|ground| {
        let group = TaskGroup::on(ground.handle.clone());
        let (opener, gate) = gate();
        group.spawn(async { Err("no failure") });
        group.spawn(async { raise("neither") });
        group.spawn_blocking(move || {
            gate.wait();
            Ok(is_cancelled())
        });
        drop(group.soon_blocking(|| opener.open()));
        let results = group.join_all().wait();
        assert!(matches!(results[2], Ok(Ok(false))));
    });
}

#[test]
fn what_comes_after_a_failure_does_not_run() {
    on_each(|ground| {
        let mut group = TaskGroup::on(ground.handle.clone()).cancel_on_panic();
        group.spawn(async { raise("the first") });
        assert!(group.join_next().wait().unwrap().is_err());
        let (alive, dropped) = gate();
        group.spawn_blocking(move || alive.open());
        assert!(dropped.is_open(), "dropped by the call");
        let mut soon = group.soon(async { 7 });
        assert!(soon.take().unwrap().unwrap_err().is_cancelled());
        let late = group.join_next().wait().unwrap();
        assert!(late.unwrap_err().is_cancelled());
    });
}

#[test]
fn the_panic_of_a_soon_is_a_failure_too() {
    on_each(|ground| {
        let group = TaskGroup::on(ground.handle.clone()).cancel_on_panic();
        let (future, dropped) = endless::<()>();
        group.spawn(future);
        drop(group.soon_blocking(|| raise("nobody looks") as u8));
        let results = group.join_all().wait();
        assert!(results[0].as_ref().unwrap_err().is_cancelled() && dropped.is_open());
    });
}

#[test]
fn all_values_or_the_first_failure() {
    on_each(|ground| {
        let new = || TaskGroup::<Result<u8, &'static str>>::on(ground.handle.clone());
        // All go well.
        let group = new();
        group.spawn(async {
            amphi::yield_now().await;
            Ok(1)
        });
        group.spawn_blocking(|| Ok(2));
        assert_eq!(group.try_join_all().wait().unwrap().unwrap(), [1, 2]);
        // One fails, before the group is joined or after.
        for joins_first in [false, true] {
            let group = new();
            let (future, dropped) = endless();
            group.spawn(future);
            until_told(&group);
            let (opener, gate) = gate();
            group.spawn_blocking(move || {
                gate.wait();
                Err("it fails")
            });
            if joins_first {
                let opener = std::thread::spawn(|| opener.open());
                assert_eq!(group.try_join_all().wait().unwrap(), Err("it fails"));
                opener.join().unwrap();
            } else {
                opener.open();
                // It may have come to its end by then, or not.
                std::thread::yield_now();
                assert_eq!(group.try_join_all().wait().unwrap(), Err("it fails"));
            }
            assert!(dropped.is_open());
        }
        // One panics.
        let group = new();
        group.spawn(endless().0);
        group.spawn(async { raise("it panics") });
        let failed: JoinError = group.try_join_all().wait().unwrap_err();
        assert_eq!(said(failed), "it panics");
        // All are cancelled.
        let mut group = new();
        group.spawn(endless().0);
        drop(group.cancel_all());
        assert!(group.try_join_all().wait().unwrap_err().is_cancelled());
    });
}

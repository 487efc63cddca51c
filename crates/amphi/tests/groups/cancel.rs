//! Ending a group early, and what becomes of its work.

use std::sync::mpsc;
use std::time::Duration;

use amphi::prelude::*;
use amphi::{CancelToken, Cancelled, TaskGroup, cancellable, check_cancelled, is_cancelled};

use crate::ground::{BOUND, Gate, endless, gate, on_each};

/// Work of each kind that never ends by itself, and what tells its end.
fn never_ending(group: &TaskGroup<()>) -> [Gate; 3] {
    let (future, one) = endless();
    group.spawn(future);
    let (future, two) = endless::<u8>();
    drop(group.soon(future));
    let (opener, three) = gate();
    let (begun, has_begun) = gate();
    group.spawn_blocking(move || {
        begun.open();
        while check_cancelled().is_ok() {
            std::thread::yield_now();
        }
        opener.open();
    });
    has_begun.wait();
    [one, two, three]
}

#[test]
fn dropping_the_group_cancels_all_of_it() {
    on_each(|ground| {
        let group = TaskGroup::on(ground.handle.clone());
        let ends = never_ending(&group);
        drop(group);
        ends.iter().for_each(Gate::wait);
        // In the drop of what joins it, too; polled, or not.
        let group = TaskGroup::on(ground.handle.clone());
        let ends = never_ending(&group);
        drop(group.join_all());
        ends.iter().for_each(Gate::wait);
        let group = TaskGroup::on(ground.handle.clone());
        let ends = never_ending(&group);
        let joining = ground
            .handle
            .timeout(Duration::from_millis(1), group.join_all());
        assert!(ground.handle.block_on(joining).is_err());
        ends.iter().for_each(Gate::wait);
    });
}

#[test]
fn cancel_all_tells_when_everything_has_ended() {
    on_each(|ground| {
        let mut group = TaskGroup::on(ground.handle.clone());
        group.spawn(async {});
        let first = group.join_next().wait();
        assert!(first.unwrap().is_ok());
        let ends = never_ending(&group);
        let results = ground.handle.block_on(group.cancel_all());
        assert!(ends.iter().all(Gate::is_open));
        // The closure had begun, so it gives its value.
        let are_fine: Vec<_> = results.iter().map(Result::is_ok).collect();
        assert_eq!(are_fine, [false, true]);
        assert!(results[0].as_ref().unwrap_err().is_cancelled());
        assert!(group.is_empty());
    });
}

#[test]
fn a_cancellation_is_in_force_at_the_call() {
    on_each(|ground| {
        let mut group = TaskGroup::on(ground.handle.clone());
        let ends = never_ending(&group);
        drop(group.cancel_all());
        ends.iter().for_each(Gate::wait);
        // The results stay.
        let (mut fine, mut cancelled) = (0, 0);
        while let Some(result) = group.join_next().wait() {
            match result {
                Ok(()) => fine += 1,
                Err(error) => cancelled += usize::from(error.is_cancelled()),
            }
        }
        assert_eq!((fine, cancelled), (1, 1));
    });
}

#[test]
fn what_has_ended_keeps_its_value() {
    on_each(|ground| {
        let mut group = TaskGroup::on(ground.handle.clone());
        let mut soon = group.soon_blocking(|| 8);
        group.spawn(async { 7 });
        while !soon.is_ready() {
            std::thread::yield_now();
        }
        assert_eq!(group.join_next().wait().unwrap().unwrap(), 7);
        group.spawn(std::future::pending());
        let results = group.cancel_all().wait();
        assert!(results[0].as_ref().unwrap_err().is_cancelled());
        assert_eq!(soon.take().unwrap().unwrap(), 8);
    });
}

#[test]
fn a_closure_that_waits_for_its_group_passes_its_cancellation_on() {
    on_each(|ground| {
        let (begun, has_begun) = mpsc::channel();
        let handle = ground.handle.clone();
        let closure = ground.handle.spawn_blocking(move || {
            let group = TaskGroup::on(handle.clone());
            let (future, dropped) = endless::<()>();
            group.spawn(future);
            begun.send(dropped).unwrap();
            let joined: Result<_, Cancelled> = handle.block_on(cancellable(group.join_all()));
            joined.map(|results| results.len())
        });
        let dropped = has_begun.recv_timeout(BOUND).unwrap();
        let ended = ground.handle.block_on(closure.cancel()).unwrap();
        assert!(ended.unwrap_err().is_cancelled());
        dropped.wait();
    });
}

#[test]
fn a_token_ends_a_group() {
    on_each(|ground| {
        let token = CancelToken::new();
        let group = TaskGroup::on(ground.handle.clone());
        let ends = never_ending(&group);
        let joining = token.run_until_cancelled(group.join_all());
        let waits = std::thread::spawn({
            let handle = ground.handle.clone();
            move || handle.block_on(joining).is_err()
        });
        token.cancel();
        assert!(waits.join().unwrap());
        ends.iter().for_each(Gate::wait);
    });
}

#[test]
fn work_sees_the_tokens_that_a_plain_closure_would_see() {
    on_each(|ground| {
        let outer = CancelToken::new();
        let group = TaskGroup::on(ground.handle.clone());
        // A closure has a token of its own, whatever is in scope where it is given to the group.
        let mut seen = outer.scope(|| {
            outer.cancel();
            let token = || CancelToken::current().map(|token| token.is_cancelled());
            let closure = group.soon_blocking(move || (token(), is_cancelled()));
            let task = group.soon(async move { (token(), is_cancelled()) });
            [closure, task]
        });
        group.spawn_blocking(|| ());
        group.join_all().wait();
        let mut plain = ground.handle.spawn_blocking(is_cancelled);
        let plain = plain.join_timeout(BOUND).unwrap().unwrap();
        assert!(!plain);
        assert_eq!(seen[0].take().unwrap().unwrap(), (Some(false), false));
        assert_eq!(seen[1].take().unwrap().unwrap(), (None, false));
    });
}

#[test]
fn a_group_may_be_dropped_by_its_own_work() {
    on_each(|ground| {
        let group = TaskGroup::on(ground.handle.clone());
        let (future, dropped) = endless();
        group.spawn(future);
        let (pass, passed) = mpsc::channel::<TaskGroup<()>>();
        let (opener, gate) = gate();
        group.spawn(async move {
            let _opener = opener;
            drop(passed.recv_timeout(BOUND).unwrap());
            std::future::pending::<()>().await;
        });
        pass.send(group).unwrap();
        dropped.wait();
        gate.wait();
    });
}

#[test]
fn a_capture_that_panics_when_it_is_dropped_harms_nobody() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            crate::ground::raise("in drop");
        }
    }
    on_each(|ground| {
        let mut group = TaskGroup::on(ground.handle.clone()).limit(1);
        group.spawn(endless().0);
        for _ in 0..3 {
            let (one, two) = (Bomb, Bomb);
            group.spawn_blocking(move || drop(one));
            group.spawn(async move { drop(two) });
        }
        let results = group.cancel_all().wait();
        assert_eq!(results.len(), 7);
        assert!(results.iter().all(Result::is_err));
        group.spawn_blocking(|| ());
        assert!(group.join_next().wait().unwrap().is_ok());
    });
}

#[test]
fn prelude_waits_with_a_timeout_cancel_the_group() {
    on_each(|ground| {
        let _entered = ground.handle.enter();
        let group = TaskGroup::new();
        let ends = never_ending(&group);
        let timed = group.join_all().wait_timeout(Duration::from_millis(1));
        assert!(timed.is_err());
        ends.iter().for_each(Gate::wait);
    });
}

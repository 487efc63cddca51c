//! Groups inside groups, waited for from anywhere.

use amphi::{Handle, TaskGroup};

use crate::ground::{Ground, grounds, on, on_each};

/// Sums a tree whose every node is a group that waits for its children on its own thread.
fn sum(handle: &Handle, depth: usize) -> u64 {
    if depth == 0 {
        return 1;
    }
    let group = TaskGroup::on(handle.clone());
    for _ in 0..2 {
        let inner = handle.clone();
        group.spawn_blocking(move || sum(&inner, depth - 1));
    }
    group
        .join_all()
        .wait()
        .into_iter()
        .map(Result::unwrap)
        .sum()
}

#[test]
fn c20_closures_that_wait_for_groups_of_closures_end_on_a_small_pool() {
    on_each(|ground| assert_eq!(sum(&ground.handle, 6), 64));
}

#[test]
fn c20_one_after_the_other_too() {
    on_each(|ground| {
        fn chain(handle: &Handle, depth: usize) -> usize {
            if depth == 0 {
                return 0;
            }
            // Closures that start when another one of the group has ended, and results one by one.
            let mut group = TaskGroup::on(handle.clone()).limit(1);
            for _ in 0..2 {
                let inner = handle.clone();
                group.spawn_blocking(move || chain(&inner, depth - 1));
            }
            let mut most = 0;
            while let Some(result) = group.join_next().wait() {
                most = most.max(result.unwrap());
            }
            most + 1
        }
        let inner = ground.handle.clone();
        let chain = ground.handle.spawn_blocking(move || chain(&inner, 6));
        assert_eq!(chain.join().unwrap(), 6);
    });
}

/// Whether the other tasks of the runtime go on while three of them wait.
fn is_covered(ground: &Ground) -> bool {
    !["one thread of tokio", "tokio with a small pool"].contains(&ground.name)
}

#[test]
fn a_task_may_wait_for_a_group() {
    let covered = grounds().into_iter().filter(is_covered).collect();
    on(covered, |ground| {
        let handle = ground.handle.clone();
        let task = ground.handle.spawn(async move {
            let outer = TaskGroup::on(handle.clone());
            for _ in 0..3 {
                let handle = handle.clone();
                outer.spawn(async move {
                    let inner = TaskGroup::on(handle.clone());
                    inner.spawn(async { 1 });
                    inner.spawn_blocking(|| 2);
                    let results = inner.join_all().wait();
                    results.into_iter().map(Result::unwrap).sum::<u64>()
                });
            }
            let results = outer.join_all().wait();
            results.into_iter().map(Result::unwrap).sum::<u64>()
        });
        assert_eq!(task.join().unwrap(), 9);
    });
}

#[test]
fn a_task_may_await_a_group_on_any_other_runtime() {
    on_each(|ground| {
        for other in grounds() {
            let group = TaskGroup::on(other.handle.clone());
            group.spawn(async { 1 });
            group.spawn_blocking(|| 2);
            let task = ground.handle.spawn(group.join_all());
            let results = task.join().unwrap();
            let sum: u64 = results.into_iter().map(Result::unwrap).sum();
            assert_eq!(sum, 3, "{}", other.name);
        }
    });
}

//! Context variables and the current runtime inside a group's work (C40).

use std::sync::Arc;

use amphi::{Handle, TaskGroup, context_var, yield_now};

use crate::ground::{gate, on_each};

context_var! {
    static NUMBER: u32;
    static HELD: Arc<()>;
}

#[test]
fn c40_work_has_the_variables_of_the_call_that_gave_it() {
    on_each(|ground| {
        for limit in [1, 100] {
            let group = TaskGroup::on(ground.handle.clone()).limit(limit);
            // What is given now starts when this has ended, in whose context that may be.
            let (opener, gate) = gate();
            NUMBER.sync_scope(99, || {
                group.spawn_blocking(move || {
                    gate.wait();
                    vec![NUMBER.get()]
                });
            });
            let look = || async {
                let first = NUMBER.get();
                yield_now().await;
                vec![first, NUMBER.get()]
            };
            group.spawn(look());
            NUMBER.sync_scope(7, || {
                group.spawn(look());
                group.spawn_blocking(|| vec![NUMBER.get(); 2]);
            });
            let mut soon = NUMBER.sync_scope(8, || group.soon(look()));
            group.spawn_blocking(|| vec![NUMBER.get()]);
            opener.open();
            let results = NUMBER.sync_scope(9, || group.join_all().wait());
            let seen: Vec<_> = results.into_iter().map(Result::unwrap).collect();
            let seven = vec![Some(7); 2];
            let expected = [
                vec![Some(99)],
                vec![None; 2],
                seven.clone(),
                seven,
                vec![None],
            ];
            assert_eq!(seen, expected);
            assert_eq!(soon.take().unwrap().unwrap(), [Some(8); 2]);
        }
    });
}

#[test]
fn c40_the_copy_has_gone_before_the_result_is_there() {
    on_each(|ground| {
        for _ in 0..50 {
            let held = Arc::new(());
            let mut group = TaskGroup::on(ground.handle.clone()).limit(2);
            HELD.sync_scope(held.clone(), || {
                for _ in 0..3 {
                    group.spawn(async { yield_now().await });
                    group.spawn_blocking(|| ());
                    group.spawn(std::future::pending());
                }
            });
            drop(group.cancel_all().wait());
            assert_eq!(Arc::strong_count(&held), 1);
        }
    });
}

#[test]
fn the_groups_runtime_is_the_current_one_in_its_work() {
    on_each(|ground| {
        let name = ground.handle.backend().as_str().to_owned();
        let current = || Handle::current().backend().as_str().to_owned();
        let group = TaskGroup::on(ground.handle.clone()).limit(1);
        for _ in 0..3 {
            group.spawn(async move { current() });
            group.spawn_blocking(current);
        }
        for result in group.join_all().wait() {
            assert_eq!(result.unwrap(), name);
        }
    });
}

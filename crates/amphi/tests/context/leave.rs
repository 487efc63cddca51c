//! Nothing flows back, and nothing is left behind.

use std::sync::mpsc;

use amphi::context::Context;

use crate::ground::{BOUND, NUMBER, on_each};

#[test]
fn b51_changes_in_a_worker_do_not_flow_back() {
    on_each(|ground| {
        let handle = &ground.handle;
        NUMBER.sync_scope(1, || {
            let change = || NUMBER.sync_scope(2, || (NUMBER.get(), NUMBER.set(3)));
            let closure = handle.spawn_blocking(change);
            assert_eq!(closure.join().unwrap(), (Some(2), Err(3)));
            let task = handle.spawn(async { NUMBER.scope(2, async { NUMBER.set(3) }).await });
            assert_eq!(task.join().unwrap(), Err(3));
            assert_eq!(NUMBER.get(), Some(1));
        });
    });
}

#[test]
fn b54_nothing_is_left_for_the_next_job() {
    on_each(|ground| {
        let handle = &ground.handle;
        for number in 0..50 {
            let started = NUMBER.sync_scope(number, || {
                let raise = move || -> () {
                    assert_eq!(NUMBER.get(), Some(number));
                    std::panic::resume_unwind(Box::new(number));
                };
                let tasks = [
                    handle.spawn(async move { raise() }),
                    handle.spawn_blocking(raise),
                ];
                let fine = [
                    handle.spawn(async { assert!(NUMBER.get().is_some()) }),
                    handle.spawn_blocking(|| assert!(NUMBER.get().is_some())),
                ];
                (tasks, fine)
            });
            let next = [
                handle.spawn(async { NUMBER.get() }),
                handle.spawn_blocking(|| NUMBER.get()),
            ];
            for task in started.0 {
                assert!(task.join().unwrap_err().is_panic());
            }
            for task in started.1 {
                task.join().unwrap();
            }
            for task in next {
                assert_eq!(task.join().unwrap(), None);
            }
            let later = handle.spawn_blocking(|| NUMBER.get());
            assert_eq!(later.join().unwrap(), None);
        }
    });
}

#[test]
fn b54_who_runs_the_other_tasks_during_a_wait_inherits_nothing() {
    on_each(|ground| {
        if !ground.is_covered {
            return;
        }
        let (begins, has_begun) = mpsc::channel();
        let (meets, has_met) = async_meeting();
        let inner = ground.handle.clone();
        // The one thread waits here, in a scope.
        let waits = ground.handle.spawn(NUMBER.scope(7, async move {
            begins.send(()).unwrap();
            inner.block_on(has_met);
            NUMBER.get()
        }));
        has_begun.recv_timeout(BOUND).unwrap();
        // So this runs elsewhere, and ends the wait.
        let other = ground.handle.spawn(async move {
            let seen = NUMBER.get();
            drop(meets);
            seen
        });
        assert_eq!(other.join().unwrap(), None);
        assert_eq!(waits.join().unwrap(), Some(7));
    });
}

/// A future that ends when the sender is dropped.
fn async_meeting() -> (
    tokio::sync::oneshot::Sender<()>,
    impl Future<Output = ()> + Send,
) {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    (sender, async move { drop(receiver.await) })
}

#[test]
fn b54_what_is_left_behind_is_not_carried() {
    on_each(|ground| {
        let handle = &ground.handle;
        NUMBER.sync_scope(7, || {
            let (task, closure) = Context::left_behind(|| {
                let task = handle.spawn(async { NUMBER.get() });
                (task, handle.spawn_blocking(|| NUMBER.get()))
            });
            assert_eq!(task.join().unwrap(), None);
            assert_eq!(closure.join().unwrap(), None);
            assert_eq!(NUMBER.get(), Some(7));
        });
    });
}

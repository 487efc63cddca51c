//! What a wait does to the others, and the others to it.

use std::sync::mpsc;

use amphi::prelude::*;
use amphi::{Handle, yield_now};

use crate::ground::{BOUND, Bounded, MOMENT, flavors, until};

/// Has `others` run while a task of the runtime blocks its thread, and fails where they hang.
fn beside_a_hog(handle: &Handle, others: fn()) {
    let (begun, has_begun) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let mut hog = handle.spawn(async move {
        begun.send(()).unwrap();
        released.recv_timeout(BOUND * 2).unwrap_err()
    });
    has_begun.recv_timeout(BOUND).expect("the task starts");
    let start = |_| {
        let handle = handle.clone();
        Bounded::start(move || {
            let _entered = handle.enter();
            others();
        })
    };
    let waits: Vec<_> = (0..8).map(start).collect();
    for wait in waits {
        wait.end(&format!("a wait beside a hog of {handle:?}"));
    }
    drop(release);
    let ended = hog.join_timeout(BOUND).expect("it has been released");
    assert_eq!(ended.unwrap(), mpsc::RecvTimeoutError::Disconnected);
}

#[test]
fn b98_a_task_that_blocks_its_thread_delays_no_other_wait() {
    for (handle, _owner) in flavors() {
        beside_a_hog(&handle, || {
            let nested = async {
                yield_now().await;
                async {
                    amphi::sleep(MOMENT).await;
                    7
                }
                .wait()
            };
            assert_eq!(nested.wait(), 7);
            amphi::sleep(MOMENT).wait();
        });
    }
}

/// Whether another thread can run the tasks of this runtime while one of them waits.
fn has_others(handle: &Handle) -> bool {
    use tokio::runtime::{Handle as Tokio, RuntimeFlavor};
    let flavor = handle.block_on(async { Tokio::try_current().map(|it| it.runtime_flavor()) });
    !flavor.is_ok_and(|flavor| flavor == RuntimeFlavor::CurrentThread)
}

#[test]
fn b100_the_other_tasks_of_its_runtime_go_on_while_one_waits() {
    for (handle, _owner) in flavors() {
        let _entered = handle.enter();
        if !has_others(&handle) {
            continue;
        }
        let (begun, has_begun) = mpsc::channel();
        let (ran, has_run) = mpsc::channel();
        let waits = handle.spawn(async move {
            begun.send(()).unwrap();
            until("the sibling runs", || has_run.try_recv().is_ok()).wait();
        });
        has_begun.recv_timeout(BOUND).expect("the task starts");
        let siblings = (0..4).map(|n| {
            let ran = ran.clone();
            handle.spawn(async move {
                yield_now().await;
                ran.send(n).is_ok()
            })
        });
        for sibling in Vec::from_iter(siblings) {
            sibling.join().unwrap();
        }
        waits.join().unwrap();
    }
}

#[test]
fn b101_a_wait_for_what_the_blocked_thread_has_to_do_ends_in_time() {
    for (handle, _owner) in flavors() {
        let _entered = handle.enter();
        let has_others = has_others(&handle);
        let task = handle.spawn(async move {
            let mut other = amphi::spawn(async { 7 });
            let bound = match has_others {
                true => BOUND,
                // Nothing can run it meanwhile: a wait without a bound is reported (C14).
                false => MOMENT,
            };
            let ended = other.join_timeout(bound);
            assert_eq!(ended.is_some(), has_others);
            match ended {
                Some(ended) => ended.unwrap(),
                // The task is none the worse for it.
                None => other.await.unwrap(),
            }
        });
        assert_eq!(task.join().unwrap(), 7);
    }
}

#[test]
fn b101_so_does_one_for_a_future() {
    for (handle, _owner) in flavors() {
        let (sender, receiver) = tokio::sync::oneshot::channel::<()>();
        let mut task = handle.spawn(async move {
            // Who would send is this very task, when the wait has ended.
            let waited = receiver.wait_timeout(MOMENT);
            assert!(waited.is_err());
            sender.send(()).unwrap_err();
        });
        let ended = task.join_timeout(BOUND);
        ended.expect("it ends in time").unwrap();
    }
}

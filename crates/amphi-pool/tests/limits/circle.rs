//! Pinned values whose calls wait for pinned values.

use std::sync::mpsc::channel;
use std::sync::{Arc, Barrier};

use amphi_core::{BlockOn, SpawnBlocking, Spawner, park};
use amphi_pool::{Pinned, PinnedError, With};

use crate::runtimes::{in_each_runtime, on_each_runtime};
use crate::within::next;

type Answer = Result<&'static str, PinnedError>;

/// A call that waits on the thread of `first` for one of `second`.
fn hop(first: &Pinned<()>, second: &Pinned<()>) -> With<Answer> {
    let second = second.clone();
    first.with(move |()| second.with(|()| "done").wait())
}

#[test]
fn b117_a_wait_for_oneself_is_refused_at_once() {
    in_each_runtime(|| {
        let pinned = Pinned::spawn(|| ());
        for _ in 0..3 {
            let error = hop(&pinned, &pinned).wait().unwrap().unwrap_err();
            assert!(error.is_own_thread(), "{error}");
            // It is as good as before, also after a panic.
            assert_eq!(pinned.with(|()| 7).wait().unwrap(), 7);
            let itself = pinned.clone();
            let panics = pinned.with(move |()| itself.with(|()| ()).wait().unwrap());
            assert!(panics.wait().unwrap_err().is_panic());
            assert_eq!(pinned.with(|()| 7).wait().unwrap(), 7);
        }
        let itself = pinned.clone();
        let close = pinned.with(move |()| itself.close().wait());
        assert!(close.wait().unwrap().unwrap_err().is_own_thread());
        assert!(pinned.with(|()| ()).wait().unwrap_err().is_closed());
    });
}

#[test]
fn b117_the_refused_call_never_runs() {
    in_each_runtime(|| {
        let pinned = Pinned::spawn(|| 0);
        let itself = pinned.clone();
        let outer = pinned.with(move |_| itself.with(|runs| *runs += 1).wait());
        assert!(outer.wait().unwrap().unwrap_err().is_own_thread());
        assert_eq!(pinned.with(|runs| *runs).wait().unwrap(), 0);
    });
}

#[test]
fn b117_a_circle_of_several_is_refused() {
    in_each_runtime(|| {
        for hops in 2..5 {
            let all = Arc::new(Vec::from_iter((0..hops).map(|_| Pinned::spawn(|| ()))));
            // Each waits for the next one; the last one for the first.
            fn go_on(all: &Arc<Vec<Pinned<()>>>, at: usize) -> Result<(), PinnedError> {
                let next = all.clone();
                let call = all[at % all.len()].with(move |()| match at == next.len() {
                    true => Ok(()),
                    false => go_on(&next, at + 1),
                });
                call.wait()?
            }
            let error = go_on(&all, 0).unwrap_err();
            assert!(error.is_cycle(), "{error}");
            for pinned in &*all {
                pinned.with(|()| ()).wait().unwrap();
            }
        }
    });
}

#[test]
fn b117_of_two_that_wait_for_each_other_at_once_one_goes_on() {
    in_each_runtime(|| {
        let (first, second) = (Pinned::spawn(|| ()), Pinned::spawn(|| ()));
        for _ in 0..200 {
            let both = Arc::new(Barrier::new(2));
            let start = |from: &Pinned<()>, to: &Pinned<()>| {
                let (to, both) = (to.clone(), both.clone());
                from.with(move |()| {
                    both.wait();
                    to.with(|()| "done").wait()
                })
            };
            let calls = [start(&first, &second), start(&second, &first)];
            let answers = calls.map(|call| call.wait().unwrap());
            let refused = answers.iter().filter_map(|answer| answer.as_ref().err());
            let refused = Vec::from_iter(refused);
            assert_eq!(refused.len(), 1, "{answers:?}");
            assert!(refused[0].is_cycle());
        }
    });
}

#[test]
fn b117_no_false_alarms() {
    fn test<R: Spawner + SpawnBlocking + BlockOn>(rt: &R) {
        let (first, second) = (Pinned::spawn(|| ()), Pinned::spawn(|| ()));
        // A chain is no circle, and neither is the same chain again by the other way round.
        for _ in 0..200 {
            assert_eq!(hop(&first, &second).wait().unwrap().unwrap(), "done");
            assert_eq!(hop(&second, &first).wait().unwrap().unwrap(), "done");
        }
        // A call that is made on the own thread and awaited elsewhere.
        let (itself, tasks) = (first.clone(), rt.clone());
        let task = first.with(move |()| tasks.spawn(itself.with(|()| 7)));
        let task = task.wait().unwrap();
        assert_eq!(rt.block_on(task).unwrap().unwrap(), 7);
        // One that is polled there, without waiting for it.
        let itself = first.clone();
        let polled = first.with(move |()| {
            let mut call = itself.with(|()| 7);
            assert!(park::poll_now(std::pin::pin!(&mut call)).is_pending());
            call
        });
        assert_eq!(polled.wait().unwrap().wait().unwrap(), 7);
        // One that has its result.
        let (call, has_ended) = (second.with(|()| 7), channel());
        second
            .with(move |()| has_ended.0.send(()).unwrap())
            .detach();
        next(&has_ended.1);
        let waits = second.with(move |()| call.wait());
        assert_eq!(waits.wait().unwrap().unwrap(), 7);
    }
    on_each_runtime(test, test, test);
}

#[test]
fn b117_one_whose_wait_has_ended_closes_no_circle() {
    in_each_runtime(|| {
        let (first, second) = (Pinned::spawn(|| ()), Pinned::spawn(|| ()));
        // The first waits for a call to the second. Right behind that call another one waits for
        // the first, which may not have woken up yet.
        for _ in 0..500 {
            let (back, again) = (first.clone(), second.clone());
            let outer = first.with(move |()| {
                let call = again.with(|()| ());
                let behind = hop(&again, &back);
                call.wait().unwrap();
                behind
            });
            let behind = outer.wait().unwrap();
            assert_eq!(behind.wait().unwrap().unwrap(), "done");
        }
    });
}

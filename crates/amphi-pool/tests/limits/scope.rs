//! Closures that run on the thread that waits.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::channel;
use std::thread::{self, ThreadId};

use amphi_core::{BlockOn, SpawnBlocking, Spawner, TaskHandleExt};
use amphi_pool::{AffineScope, Pinned, PinnedError};
use amphi_tokio::{OwnedRuntime, TokioRuntime};

use crate::runtimes::on_each_runtime;
use crate::within::within;

fn here() -> ThreadId {
    thread::current().id()
}

#[test]
fn b113_closures_run_on_the_blocked_callers_thread() {
    fn test<R: Spawner + SpawnBlocking + BlockOn>(rt: &R) {
        let main = here();
        let (order, ordered) = channel();
        AffineScope::run(rt, |scope| async move {
            let runtime = rt;
            // From the future itself, from a task, and from a closure on another thread.
            assert_eq!(scope.call(here).await.unwrap(), main);
            let calls = scope.clone();
            let task = runtime.spawn(async move { calls.call(here).await });
            assert_eq!(task.await.unwrap().unwrap(), main);
            let calls = scope.clone();
            let closure = runtime.spawn_blocking(move || calls.call(here).wait());
            assert_eq!(closure.await.unwrap().unwrap(), main);
            // One at a time, in the order of the calls.
            for number in 0..10 {
                let order = order.clone();
                scope.call(move || order.send(number).unwrap()).detach();
            }
            scope.call(|| ()).await.unwrap();
        });
        assert_eq!(Vec::from_iter(ordered.try_iter()), Vec::from_iter(0..10));
    }
    on_each_runtime(test, test, test);
    within(|| test(OwnedRuntime::current_thread().unwrap().handle()));
}

/// Synchronous code that waits for async code that calls synchronous code, and so on: all of the
/// synchronous code runs on the scope's thread.
fn descend<R: Spawner + BlockOn>(scope: &AffineScope, rt: &R, depth: usize) -> Vec<ThreadId> {
    if depth == 0 {
        return vec![here()];
    }
    let (inner, tasks) = (scope.clone(), rt.clone());
    let task = rt.spawn(async move {
        let calls = inner.clone();
        let below = move || descend(&inner, &tasks, depth - 1);
        calls.call(below).await.unwrap()
    });
    let mut threads = scope.block_on(rt, task).unwrap();
    threads.push(here());
    threads
}

#[test]
fn b113_to_any_depth_through_tasks() {
    fn test<R: Spawner + BlockOn>(rt: &R) {
        let main = here();
        let threads = AffineScope::run(rt, |scope| {
            let (inner, tasks) = (scope.clone(), rt.clone());
            async move {
                let call = scope.call(move || descend(&inner, &tasks, 16));
                call.await.unwrap()
            }
        });
        assert_eq!(threads, vec![main; 17]);
    }
    on_each_runtime(test, test, test);
}

#[test]
fn b115_late_calls_are_refused_and_what_has_not_begun_never_runs() {
    fn test<R: Spawner + SpawnBlocking + BlockOn>(rt: &R) {
        let (alive, dropped) = channel::<()>();
        let (kept, queued) = AffineScope::run(rt, |scope| async move {
            let queued = scope.call(move || alive.send(()).unwrap());
            (scope, queued)
        });
        assert!(dropped.recv().is_err(), "it is dropped with the scope");
        assert!(queued.wait().unwrap_err().is_closed());
        assert!(kept.call(here).wait().unwrap_err().is_closed());
        // Outside of its scope, `block_on` only waits.
        assert_eq!(kept.block_on(rt, async { 7 }), 7);
    }
    on_each_runtime(test, test, test);
}

#[test]
fn b115_scopes_nest_and_a_panic_ends_the_inner_one_only() {
    fn test<R: Spawner + SpawnBlocking + BlockOn>(rt: &R) {
        AffineScope::run(rt, |outer| {
            let rt = rt.clone();
            async move {
                let calls = outer.clone();
                let nested = move || {
                    let mut kept = None;
                    let inner = catch_unwind(AssertUnwindSafe(|| {
                        AffineScope::run(&rt, |scope| {
                            kept = Some(scope);
                            async { panic!("inside") }
                        })
                    }));
                    assert!(inner.is_err());
                    let late = kept.unwrap().call(here);
                    assert!(late.wait().unwrap_err().is_closed());
                    // The outer one goes on.
                    outer.block_on(&rt, outer.call(here)).unwrap()
                };
                assert_eq!(calls.call(nested).await.unwrap(), here());
            }
        });
    }
    on_each_runtime(test, test, test);
}

#[test]
fn a_panic_in_a_closure_goes_to_its_caller() {
    fn test<R: Spawner + SpawnBlocking + BlockOn>(rt: &R) {
        AffineScope::run(rt, |scope| async move {
            let panics = scope.call(|| panic!("no such luck"));
            let error: PinnedError = panics.await.unwrap_err();
            assert!(error.is_panic());
            assert_eq!(scope.call(|| 7).await.unwrap(), 7);
        });
    }
    on_each_runtime(test, test, test);
}

#[test]
fn b117_a_closure_that_waits_without_its_scope_is_refused() {
    fn test<R: Spawner + SpawnBlocking + BlockOn>(rt: &R) {
        let pinned = Pinned::spawn(|| ());
        AffineScope::run(rt, |scope| async move {
            let itself = scope.clone();
            let waits = scope.call(move || itself.call(here).wait());
            assert!(waits.await.unwrap().unwrap_err().is_own_thread());
            // By way of a pinned value.
            let (itself, other) = (scope.clone(), pinned.clone());
            let circle = scope.call(move || {
                let back = other.with(move |()| itself.call(here).wait());
                back.wait()
            });
            // Whichever of the two waits comes last.
            let answer = circle.await.unwrap().and_then(|back| back);
            let error = answer.unwrap_err();
            assert!(error.is_cycle(), "{error}");
        });
    }
    on_each_runtime(test, test, test);
}

#[test]
fn it_works_inside_a_task() {
    within(|| {
        let rt = TokioRuntime::global();
        let runtime = rt.clone();
        let task = rt.spawn(async move {
            let worker = here();
            AffineScope::run(&runtime, |scope| {
                let tasks = runtime.clone();
                async move {
                    let call = tasks.spawn(async move { scope.call(here).await });
                    assert_eq!(call.await.unwrap().unwrap(), worker);
                }
            });
        });
        task.join().unwrap();
    });
}

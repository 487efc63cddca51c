//! Waits that use up tokio's cooperative budget, of which a task, and the future of a `block_on`, have 128 units: then
//! whatever of tokio's is polled says that it is pending, and wakes, until they return.

use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use amphi_core::{BlockOn, Spawner, TaskHandleExt, park, region};
use amphi_tokio::TokioRuntime;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::LocalSet;

/// Far longer than anything here takes; a hang ends with it.
const BOUND: Duration = Duration::from_secs(60);
/// More than twice the budget.
const WAITS: usize = 300;

/// Fails where `body` hangs.
fn within(body: impl FnOnce() + Send + 'static) {
    let (end, has_ended) = channel();
    let thread = thread::spawn(move || {
        body();
        end.send(()).unwrap();
    });
    let ended = has_ended.recv_timeout(BOUND);
    assert!(ended.is_ok() || thread.is_finished(), "it hangs");
    thread.join().unwrap();
}

fn multi_thread() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap()
}

fn current_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// Waits in all ways for tasks of `rt`, each of which has its result a moment later.
fn wait(rt: &TokioRuntime) {
    for index in 0..WAITS {
        assert_eq!(rt.spawn(async move { index }).join().unwrap(), index);
    }
    for index in 0..WAITS {
        let mut task = rt.spawn(async move { index });
        let ended = task.join_timeout(BOUND).expect("in time");
        assert_eq!(ended.unwrap(), index);
    }
    for index in 0..WAITS {
        let task = rt.spawn(async move { index });
        assert_eq!(rt.block_on(task).unwrap(), index);
    }
    for index in 0..WAITS {
        let task = tokio::spawn(async move { index });
        // What a thread of the runtime cannot run while this one waits is run by nobody.
        if Handle::current().runtime_flavor() == tokio::runtime::RuntimeFlavor::MultiThread {
            assert_eq!(park::wait_for(task, region::block).unwrap().unwrap(), index);
        }
    }
}

#[test]
fn the_root_of_a_multi_thread_runtime_waits_on() {
    within(|| {
        let runtime = multi_thread();
        runtime.block_on(async { wait(&Handle::current().into()) });
    });
}

#[test]
fn a_task_of_a_multi_thread_runtime_waits_on() {
    within(|| {
        let runtime = multi_thread();
        let task = runtime.spawn(async { wait(&Handle::current().into()) });
        runtime.block_on(task).unwrap();
    });
}

#[test]
fn a_local_set_waits_on() {
    within(|| {
        let runtime = multi_thread();
        let local = LocalSet::new();
        let rt = runtime.handle().clone().into();
        let task = local.spawn_local(async move { wait(&rt) });
        runtime.block_on(local.run_until(task)).unwrap();
    });
}

#[test]
fn a_current_thread_runtime_waits_on() {
    within(|| {
        let (runtime, other) = (current_thread(), multi_thread());
        let rt = TokioRuntime::from(other.handle().clone());
        runtime.block_on(async { wait(&rt) });
        // In a task of it, too.
        let local = LocalSet::new();
        runtime.block_on(local.run_until(async move { wait(&rt) }));
    });
}

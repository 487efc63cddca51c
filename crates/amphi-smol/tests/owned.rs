//! The end of an owned runtime: from anywhere, without waiting, or with a deadline and a report.

use std::sync::mpsc;
use std::time::Duration;

use amphi_core::{BlockOn, SpawnBlocking, Spawner, TaskHandleExt};
use amphi_smol::OwnedRuntime;

/// Far longer than anything here takes; a hang ends with it.
const BOUND: Duration = Duration::from_secs(30);

#[test]
fn it_may_be_dropped_in_a_task_of_its_own() {
    for threads in [1, 2] {
        let owned = OwnedRuntime::new(threads).unwrap();
        let rt = owned.handle().clone();
        let mut ends_itself = rt.spawn(async move { drop(owned) });
        let result = ends_itself.join_timeout(BOUND).expect("it hangs");
        assert!(result.is_ok() || result.is_err_and(|error| error.is_shutdown()));
    }
}

#[test]
fn what_comes_after_the_end_is_told_so() {
    let owned = OwnedRuntime::new(2).unwrap();
    let rt = owned.handle().clone();
    assert!(owned.shutdown(BOUND).unwrap().wait().is_clean());
    assert!(rt.spawn(async {}).join().unwrap_err().is_shutdown());
    assert!(rt.spawn_blocking(|| ()).join().unwrap_err().is_shutdown());
    // Waiting for a future needs no executor.
    assert_eq!(rt.block_on(async { 7 }), 7);
}

#[test]
fn a_shutdown_reports_what_is_left() {
    let owned = OwnedRuntime::new(1).unwrap();
    let (release_task, released) = mpsc::channel::<()>();
    let (release_closure, released_too) = mpsc::channel::<()>();
    let (started, has_started) = mpsc::channel();
    let also_started = started.clone();
    owned.handle().spawn(async move {
        started.send(()).unwrap();
        let _: Result<(), _> = mpsc::Receiver::recv(&released);
    });
    let closure = owned.handle().spawn_blocking(move || {
        also_started.send(()).unwrap();
        let _ = released_too.recv();
        7
    });
    has_started.recv_timeout(BOUND).unwrap();
    has_started.recv_timeout(BOUND).unwrap();
    let report = owned.shutdown(Duration::from_millis(1)).unwrap().wait();
    assert_eq!((report.tasks, report.closures), (1, 1));
    drop((release_task, release_closure));
    assert_eq!(
        closure.join().unwrap(),
        7,
        "a running closure goes on to its end"
    );
}

#[test]
fn an_application_that_runs_its_executor_on_one_thread_can_nest() {
    let executor = std::sync::Arc::new(amphi_smol::Executor::new());
    let rt = amphi_smol::SmolRuntime::from(executor.clone());
    let inner = rt.clone();
    let outer = rt.spawn(async move {
        let task = inner.spawn(async { 7 });
        inner.block_on(task).unwrap()
    });
    assert_eq!(async_io::block_on(executor.run(outer)).unwrap(), 7);
    // Nobody runs it now, so the wait does.
    let task = rt.spawn(async { 8 });
    assert_eq!(rt.block_on(task).unwrap(), 8);
}

#[test]
fn a_single_thread_runs_the_tasks_and_has_the_name() {
    let owned = OwnedRuntime::single_thread("the-one").unwrap();
    let look = || std::thread::current();
    for _ in 0..3 {
        let thread = owned.handle().spawn(async move { look() }).join().unwrap();
        assert_eq!(thread.name(), Some("the-one"));
    }
    let error = OwnedRuntime::single_thread("zero\0byte").unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
}

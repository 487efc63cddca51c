//! The end of an owned runtime: from anywhere, without waiting, or with a deadline and a report.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use amphi_core::{BlockOn, SpawnBlocking, Spawner, TaskHandleExt};
use amphi_tokio::OwnedRuntime;

/// Far longer than anything here takes; a hang ends with it.
const BOUND: Duration = Duration::from_secs(30);

fn flavors() -> [OwnedRuntime; 3] {
    [
        OwnedRuntime::multi_thread(1).unwrap(),
        OwnedRuntime::multi_thread(2).unwrap(),
        OwnedRuntime::current_thread().unwrap(),
    ]
}

/// Runs `body` elsewhere and fails where it hangs.
fn bounded(body: impl FnOnce() + Send + 'static) {
    let (done, is_done) = mpsc::channel();
    let body = std::thread::spawn(move || {
        body();
        let _ = done.send(());
    });
    assert_ne!(
        is_done.recv_timeout(BOUND),
        Err(RecvTimeoutError::Timeout),
        "it hangs"
    );
    body.join().unwrap();
}

/// A closure that runs until it is released, and has started.
fn running_closure(owned: &OwnedRuntime) -> (mpsc::Sender<()>, impl FnOnce() -> u8 + use<>) {
    let (release, released) = mpsc::channel::<()>();
    let (started, has_started) = mpsc::channel();
    let handle = owned.handle().spawn_blocking(move || {
        started.send(()).unwrap();
        let _ = released.recv();
        7
    });
    has_started.recv_timeout(BOUND).unwrap();
    (release, move || handle.join().unwrap())
}

/// A task that blocks its thread until it is released, and has started.
fn stuck_task(owned: &OwnedRuntime) -> mpsc::Sender<()> {
    let (release, released) = mpsc::channel::<()>();
    let (started, has_started) = mpsc::channel();
    owned.handle().spawn(async move {
        started.send(()).unwrap();
        let _: Result<(), _> = Receiver::recv(&released);
    });
    has_started.recv_timeout(BOUND).unwrap();
    release
}

#[test]
fn it_may_be_dropped_in_async_code() {
    for outer in flavors() {
        for inner in flavors() {
            let rt = outer.handle().clone();
            bounded(move || {
                rt.block_on(rt.spawn(async move { drop(inner) })).unwrap();
            });
        }
    }
}

#[test]
fn it_may_be_dropped_in_a_task_of_its_own() {
    for owned in flavors() {
        bounded(move || {
            let rt = owned.handle().clone();
            let ends_itself = rt.spawn(async move { drop(owned) });
            // The task may finish, or be dropped by the end that it brought about.
            let result = ends_itself.join();
            assert!(result.is_ok() || result.is_err_and(|error| error.is_shutdown()));
            // A thread brings the end about; until then tasks run.
            let error = std::iter::repeat_with(|| rt.spawn(async {}).join()).find_map(Result::err);
            assert!(error.unwrap().is_shutdown());
        });
    }
}

#[test]
fn a_drop_does_not_wait_for_closures() {
    for owned in flavors() {
        bounded(move || {
            let (release, result) = running_closure(&owned);
            drop(owned);
            // Dropped while the closure runs; it still ends and gives its value.
            release.send(()).unwrap();
            assert_eq!(result(), 7);
        });
    }
}

#[test]
fn a_shutdown_of_an_idle_runtime_is_clean() {
    for owned in flavors() {
        bounded(move || {
            let never = owned.handle().spawn(std::future::pending::<()>());
            assert!(owned.shutdown(BOUND).unwrap().wait().is_clean());
            assert!(never.join().unwrap_err().is_shutdown());
        });
    }
}

#[test]
fn a_shutdown_reports_closures_that_run() {
    for owned in flavors() {
        bounded(move || {
            // Offloaded through the current runtime, as the facade does it.
            let (release, released) = mpsc::channel::<()>();
            let (started, has_started) = mpsc::channel();
            owned.handle().spawn(async move {
                amphi_tokio::TokioRuntime::current().spawn_blocking(move || {
                    started.send(()).unwrap();
                    let _ = released.recv();
                });
            });
            has_started.recv_timeout(BOUND).unwrap();
            let report = owned.shutdown(Duration::from_millis(1)).unwrap().wait();
            // On a busy machine a worker may also need longer than that to end.
            assert_eq!(report.closures, 1, "{report:?}");
            drop(release);
        });
    }
}

#[test]
fn a_shutdown_reports_tasks_that_do_not_suspend() {
    for owned in flavors() {
        bounded(move || {
            let release = stuck_task(&owned);
            let report = owned.shutdown(Duration::from_millis(1)).unwrap().wait();
            assert!(report.tasks >= 1 && report.closures == 0, "{report:?}");
            drop(release);
        });
    }
}

#[test]
fn a_shutdown_waits_for_closures_until_its_deadline() {
    for owned in flavors() {
        bounded(move || {
            let (release, result) = running_closure(&owned);
            let shutdown = owned.shutdown(BOUND).unwrap();
            release.send(()).unwrap();
            assert!(shutdown.wait().is_clean());
            assert_eq!(result(), 7);
        });
    }
}

#[test]
fn a_shutdown_can_be_awaited_in_a_task() {
    for owned in flavors() {
        bounded(move || {
            let other = OwnedRuntime::current_thread().unwrap();
            let report = other
                .handle()
                .spawn(async move { owned.shutdown(BOUND).unwrap().await });
            assert!(report.join().unwrap().is_clean());
        });
    }
}

#[test]
fn a_runtime_built_by_hand_can_be_taken_over() {
    bounded(|| {
        let by_hand = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let owned = OwnedRuntime::from_runtime(by_hand).unwrap();
        assert_eq!(owned.handle().spawn(async { 7 }).join().unwrap(), 7);
    });
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

#[test]
fn a_runtime_that_a_worker_of_another_waited_for_ends_at_once() {
    let outer = OwnedRuntime::multi_thread(1).unwrap();
    for inner in flavors() {
        let rt = outer.handle().clone();
        let mut task = outer.handle().spawn(async move {
            // Another thread runs this task of the outer runtime meanwhile, as its worker from now
            // on; it must not be one of the inner runtime's.
            let other = rt.spawn(async {});
            inner.handle().block_on(other).unwrap();
            inner.shutdown(BOUND).unwrap().await
        });
        let report = task.join_timeout(BOUND * 2).expect("it hangs").unwrap();
        assert!(report.is_clean(), "{report:?}");
    }
}

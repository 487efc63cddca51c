//! Waits on a current-thread runtime that nobody drives. A process of its own, since reports are the
//! process's.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use amphi_core::{BlockOn, BlockOnErrorKind, Spawner, TaskHandleExt, Timer, stall};
use amphi_tokio::{OwnedRuntime, TokioRuntime};
use tokio::runtime::{Builder, Runtime};

/// Far longer than anything here takes; a hang ends with it.
const BOUND: Duration = Duration::from_secs(60);
const MOMENT: Duration = Duration::from_millis(1);

fn current_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// Runs a wait on a thread of its own.
fn wait<T: Send + 'static>(wait: impl FnOnce() -> T + Send + 'static) -> mpsc::Receiver<T> {
    let (send, result) = mpsc::channel();
    thread::spawn(move || send.send(wait()));
    result
}

#[test]
fn a_runtime_that_was_never_driven_is_told() {
    let runtime = current_thread();
    let rt = TokioRuntime::from(runtime.handle().clone());
    let waited = wait(move || rt.try_block_on(rt.spawn(async {})).map(drop));
    let error = waited.recv_timeout(BOUND).expect("it hangs").unwrap_err();
    assert_eq!(error.kind(), BlockOnErrorKind::Undriven);
}

#[test]
fn a_runtime_that_is_not_driven_any_more_is_reported() {
    let (reported, reports) = mpsc::channel();
    let other = OwnedRuntime::current_thread().unwrap();
    stall::on_stall(move |report| {
        // Who hears of a wait may wait, in the same way.
        let other = other.handle();
        other.block_on(other.sleep(MOMENT));
        let _ = reported.send(report.to_string());
    });
    let runtime = current_thread();
    runtime.block_on(async { tokio::time::sleep(MOMENT).await });
    let rt = TokioRuntime::from(runtime.handle().clone());
    let waited = wait(move || rt.try_block_on(rt.spawn(async { 7 })).map(Result::unwrap));
    let report = reports.recv_timeout(BOUND).expect("a report");
    assert!(report.contains("nobody drives it"), "{report}");
    // It was right to wait: somebody drives it again.
    runtime.block_on(async {
        while waited
            .try_recv()
            .map(|value| assert_eq!(value, Ok(7)))
            .is_err()
        {
            tokio::time::sleep(MOMENT).await;
        }
    });
}

#[test]
fn a_runtime_that_is_driven_is_waited_for() {
    let owned = OwnedRuntime::current_thread().unwrap();
    let rt = owned.handle().clone();
    // Longer than the first look, in a task and outside.
    let sleep = rt.sleep(Duration::from_millis(300));
    let mut task = rt.spawn(rt.sleep(Duration::from_millis(300)));
    let waited = wait(move || rt.try_block_on(sleep));
    assert_eq!(waited.recv_timeout(BOUND).expect("it hangs"), Ok(()));
    task.join_timeout(BOUND).expect("it hangs").unwrap();
}

#[test]
fn a_wait_on_a_runtime_that_nobody_drives_ends_with_it() {
    let runtime = current_thread();
    let rt = TokioRuntime::from(runtime.handle().clone());
    let (polled, was_polled) = mpsc::channel();
    let waited = wait(move || {
        rt.try_block_on(std::future::poll_fn(|_| {
            let _ = polled.send(());
            std::task::Poll::<()>::Pending
        }))
    });
    was_polled.recv_timeout(BOUND).unwrap();
    drop(runtime);
    let error = waited.recv_timeout(BOUND).expect("it hangs").unwrap_err();
    assert_eq!(error.kind(), BlockOnErrorKind::RuntimeGone);
}

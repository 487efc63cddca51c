//! Code that runs while a task is dropped finds its runtime, also where the task was cancelled or its
//! runtime went, and whoever runs the executor.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use amphi_conformance::dropped;
use amphi_core::{Spawner, TaskHandle, TaskHandleExt};
use amphi_smol::{Executor, OwnedRuntime, SmolRuntime};

/// Far longer than anything here takes.
const BOUND: Duration = Duration::from_secs(60);

fn is_inside() -> bool {
    SmolRuntime::try_current().is_ok()
}

#[test]
fn a_cancelled_task_is_dropped_inside_its_runtime() {
    dropped::assert_inside(&SmolRuntime::global(), is_inside);
    dropped::assert_inside(OwnedRuntime::new(1).unwrap().handle(), is_inside);
}

#[test]
fn a_cancelled_task_of_an_applications_executor_is_dropped_inside_its_runtime() {
    let executor = Arc::new(Executor::new());
    let rt = SmolRuntime::from(executor.clone());
    let (stop, stopped) = async_channel::bounded::<()>(1);
    let runs = thread::spawn(move || async_io::block_on(executor.run(stopped.recv())));
    dropped::assert_inside(&rt, is_inside);
    drop(stop);
    assert!(runs.join().unwrap().is_err());
}

#[test]
fn a_task_whose_runtime_goes_is_dropped_inside_it() {
    let owned = OwnedRuntime::new(1).unwrap();
    let (endless, seen) = dropped::endless(is_inside);
    owned.handle().spawn(endless).detach();
    drop(owned);
    seen.assert_inside();
}

#[test]
fn c6_an_applications_executor_that_goes_drops_its_tasks() {
    let executor = Arc::new(Executor::new());
    let rt = SmolRuntime::from(executor.clone());
    let held = Arc::new(());
    let dropped = Arc::downgrade(&held);
    let mut task = rt.spawn(async move {
        let _held = held;
        std::future::pending::<()>().await;
    });
    assert!(executor.try_tick(), "it begins");
    drop((rt, executor));
    assert!(dropped.upgrade().is_none(), "its tasks keep it");
    let ended = task.join_timeout(BOUND).expect("it hangs");
    assert!(ended.unwrap_err().is_shutdown());
}

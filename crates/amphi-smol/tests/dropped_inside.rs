//! Code that runs while a task is dropped finds its runtime, also where the task was cancelled or its
//! runtime went, and whoever runs the executor.

use std::sync::Arc;
use std::thread;

use amphi_conformance::dropped;
use amphi_core::{Spawner, TaskHandle};
use amphi_smol::{Executor, OwnedRuntime, SmolRuntime};

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

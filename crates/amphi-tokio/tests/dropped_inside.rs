//! Code that runs while a task is dropped finds its runtime, also where the task was cancelled or its
//! runtime went.

use amphi_conformance::dropped;
use amphi_core::{Spawner, TaskHandle};
use amphi_tokio::{OwnedRuntime, TokioRuntime};

fn is_inside() -> bool {
    TokioRuntime::try_current().is_ok()
}

fn each(test: fn(OwnedRuntime)) {
    test(OwnedRuntime::multi_thread(1).unwrap());
    test(OwnedRuntime::current_thread().unwrap());
}

#[test]
fn a_cancelled_task_is_dropped_inside_its_runtime() {
    each(|owned| dropped::assert_inside(owned.handle(), is_inside));
}

#[test]
fn a_task_whose_runtime_goes_is_dropped_inside_it() {
    each(|owned| {
        let (endless, seen) = dropped::endless(is_inside);
        owned.handle().spawn(endless).detach();
        drop(owned);
        seen.assert_inside();
    });
}

//! Code that runs while a task is dropped finds its runtime, also where the task was cancelled.

use amphi_async_std::AsyncStdRuntime;
use amphi_conformance::dropped;

#[test]
fn a_cancelled_task_is_dropped_inside_its_runtime() {
    let is_inside = || AsyncStdRuntime::try_current().is_ok();
    dropped::assert_inside(&AsyncStdRuntime::global(), is_inside);
}

//! More waits than the executor may have threads, for what only the last task does. A process of
//! its own, since it takes them all.

use amphi_async_std::AsyncStdRuntime;
use amphi_conformance::behind;

#[test]
fn waits_for_the_last_task_end_or_are_refused() {
    let rt = AsyncStdRuntime::global();
    let refused = behind::assert_end_or_refused(&rt);
    assert!(refused > 0, "all of them had threads");
}

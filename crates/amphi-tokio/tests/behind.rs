//! More waits than the blocking pool has threads, for what only the last task does. A process of its
//! own, since it takes them all.

use amphi_conformance::behind;
use amphi_tokio::OwnedRuntime;

#[test]
fn waits_for_the_last_task_end_or_are_refused() {
    for workers in [1, 2] {
        let owned = OwnedRuntime::multi_thread(workers).unwrap();
        let refused = behind::assert_end_or_refused(owned.handle());
        assert!(refused > 0, "all of them had threads");
    }
}

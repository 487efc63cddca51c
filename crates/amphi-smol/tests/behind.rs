//! More waits than there are spare threads, for what only the last task does. A process of its own,
//! since it takes them all.

use amphi_conformance::behind;
use amphi_smol::OwnedRuntime;

#[test]
fn waits_for_the_last_task_end_or_are_refused() {
    let owned = OwnedRuntime::new(1).unwrap();
    let refused = behind::assert_end_or_refused(owned.handle());
    assert!(refused > 0, "all of them had threads");
}

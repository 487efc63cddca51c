//! A wait that found no spare thread. A process of its own, since it takes them all.

use std::time::Duration;

use amphi_core::{BlockOn, Spawner, TaskHandleExt};
use amphi_smol::OwnedRuntime;

/// Far longer than anything here takes; a hang ends with it.
const BOUND: Duration = Duration::from_secs(120);

#[test]
fn a_wait_that_found_no_spare_thread_gets_one_later() {
    // As many waits as there are spare threads, and one more, for a task that only a spare thread
    // can run; then one of the others ends.
    let others = OwnedRuntime::new(2).unwrap();
    let (release, released) = async_channel::bounded::<()>(1);
    let (started, has_started) = std::sync::mpsc::channel();
    for _ in 0..300 {
        let (rt, released, started) = (others.handle().clone(), released.clone(), started.clone());
        others.handle().spawn(async move {
            let ends = async {
                started.send(()).unwrap();
                let _ = released.recv().await;
            };
            rt.block_on(ends);
        });
    }
    for _ in 0..256 {
        has_started.recv_timeout(BOUND).unwrap();
    }
    let owned = OwnedRuntime::new(1).unwrap();
    let rt = owned.handle().clone();
    let mut late = owned.handle().spawn(async move {
        let sibling = rt.spawn(async { 7 });
        rt.block_on(sibling).unwrap()
    });
    drop(release);
    assert_eq!(late.join_timeout(BOUND).expect("it hangs").unwrap(), 7);
}

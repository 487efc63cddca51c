//! A warm wait starts no thread. A process of its own, since it counts threads.

use std::time::Duration;

use amphi_core::{BlockOn, Spawner, TaskHandleExt};
use amphi_smol::OwnedRuntime;

/// Far longer than anything here takes; a hang ends with it.
const BOUND: Duration = Duration::from_secs(120);

#[test]
fn a_warm_wait_starts_no_thread() {
    // One wait after the other: the spare thread of the first serves all.
    let owned = OwnedRuntime::new(1).unwrap();
    let rt = owned.handle().clone();
    let spares = || {
        let names = std::fs::read_dir("/proc/self/task")
            .into_iter()
            .flatten()
            .flatten();
        let name = |task: std::fs::DirEntry| std::fs::read_to_string(task.path().join("comm"));
        names
            .filter_map(|task| name(task).ok())
            .filter(|name| name.trim() == "amphi-spare")
            .count()
    };
    let mut task = owned.handle().spawn(async move {
        let nested = || rt.block_on(rt.spawn(async { 7 })).unwrap();
        nested();
        let warm = spares();
        for _ in 0..1000 {
            nested();
        }
        (warm, spares())
    });
    let (warm, after) = task.join_timeout(BOUND).expect("it hangs").unwrap();
    // A released spare may still be on its way back when the next wait begins.
    assert!(after <= warm + 1, "{warm} spare threads became {after}");
}

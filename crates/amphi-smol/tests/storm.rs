//! Far more waits at once than there are spare threads: all end, on one thread and on two, and
//! threads stay bounded.

use std::time::Duration;

use amphi_core::{BlockOn, Spawner, TaskHandleExt, Timer};
use amphi_smol::OwnedRuntime;

/// Far longer than anything here takes; a hang ends with it.
const BOUND: Duration = Duration::from_secs(120);

/// Spare threads, the executor's, async-io's own.
const MOST: usize = 256 + 2 + 1;

fn threads() -> usize {
    std::fs::read_dir("/proc/self/task").map_or(0, Iterator::count)
}

#[test]
fn waits_in_a_storm_all_end() {
    let before = threads();
    for (workers, waits, each) in [(1, 20_000, 50), (2, 20_000, 50), (1, 2_000, 500)] {
        let owned = OwnedRuntime::new(workers).unwrap();
        let start = |_| {
            let rt = owned.handle().clone();
            let each = Duration::from_millis(each);
            owned
                .handle()
                .spawn(async move { rt.block_on(rt.sleep(each)) })
        };
        let tasks: Vec<_> = (0..waits).map(start).collect();
        let mut most = 0;
        for mut task in tasks {
            most = most.max(threads());
            task.join_timeout(BOUND).expect("it hangs").unwrap();
        }
        assert!(most <= before + MOST, "{most} threads");
    }
}

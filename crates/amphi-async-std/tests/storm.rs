//! Far more waits at once than the executor may have threads: all end, and threads stay bounded.

use std::time::Duration;

use amphi_async_std::AsyncStdRuntime;
use amphi_core::{BlockOn, Spawner, TaskHandleExt, Timer};

/// Far longer than anything here takes; a hang ends with it.
const BOUND: Duration = Duration::from_secs(120);

/// The executor's threads, where this crate came first, and async-io's own.
const MOST: usize = 256 + 1;

fn threads() -> usize {
    std::fs::read_dir("/proc/self/task").map_or(0, Iterator::count)
}

#[test]
fn waits_in_a_storm_all_end() {
    let before = threads();
    let rt = AsyncStdRuntime::global();
    for (waits, each) in [(20_000, 50), (5_000, 500)] {
        let start = |_| rt.spawn(async move { rt.block_on(rt.sleep(Duration::from_millis(each))) });
        let tasks: Vec<_> = (0..waits).map(start).collect();
        let mut most = 0;
        for mut task in tasks {
            most = most.max(threads());
            task.join_timeout(BOUND).expect("it hangs").unwrap();
        }
        assert!(most <= before + MOST, "{most} threads");
    }
}

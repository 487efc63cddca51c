//! Far more waits at once than there are spare threads: all end, on one thread and on two, and
//! threads stay bounded.

use std::time::Duration;

use amphi_core::{BlockOn, Spawner, TaskHandleExt, Timer};
use amphi_smol::OwnedRuntime;

/// Far longer than anything here takes; a hang ends with it.
const BOUND: Duration = Duration::from_secs(120);

/// The most spare threads there may be in a process.
const MOST: usize = 256;

fn spares() -> usize {
    let tasks = std::fs::read_dir("/proc/self/task")
        .into_iter()
        .flatten()
        .flatten();
    let names = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("comm")).ok());
    names.filter(|name| name.trim() == "amphi-spare").count()
}

#[test]
fn waits_in_a_storm_all_end() {
    for (workers, waits, each) in [(1, 20_000, 50), (2, 5_000, 500)] {
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
            most = most.max(spares());
            task.join_timeout(BOUND).expect("it hangs").unwrap();
        }
        assert!(most <= MOST, "{most} spare threads");
    }
}

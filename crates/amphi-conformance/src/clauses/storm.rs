//! C12: far more waits at once than there are threads.

use std::time::Duration;

use amphi_core::{BlockOn, Spawner, TaskHandleExt, Timer};

use crate::{Fixture, Mount, expect};

/// More tasks wait for time at once than any blocking pool has threads by default: each wait ends,
/// and the runtime is as good as before.
pub fn c12_a_storm_of_waits_ends<F: Fixture>(on: &Mount<F>) {
    const WAITS: usize = 1500;
    const EACH: Duration = Duration::from_millis(50);
    let (rt, _owner) = on.start();
    let start = |_| {
        let inner = rt.clone();
        rt.spawn(async move { inner.block_on(inner.sleep(EACH)) })
    };
    let tasks: Vec<_> = (0..WAITS).map(start).collect();
    for task in tasks {
        expect::value(task.join());
    }
    assert_eq!(expect::value(rt.spawn(async { 7 }).join()), 7);
}

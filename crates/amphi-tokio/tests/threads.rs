//! What waits cost in threads is given back: alone in a process, since it counts the process's own.
#![cfg(target_os = "linux")]

use std::thread;
use std::time::{Duration, Instant};

use amphi_core::{BlockOn, Spawner, TaskHandleExt, Timer};
use amphi_tokio::OwnedRuntime;

/// Far longer than anything here takes; a thread that stays ends with it.
const BOUND: Duration = Duration::from_secs(60);

fn threads() -> usize {
    std::fs::read_dir("/proc/self/task").unwrap().count()
}

/// Starts runtimes, waits in many tasks of each at once and to a depth, and ends them.
fn waits_on_every_flavor() {
    for owned in [
        OwnedRuntime::multi_thread(1).unwrap(),
        OwnedRuntime::multi_thread(2).unwrap(),
        OwnedRuntime::current_thread().unwrap(),
    ] {
        let start = |_| {
            let rt = owned.handle().clone();
            owned.handle().spawn(async move {
                rt.block_on(async { rt.block_on(rt.sleep(Duration::from_millis(2))) });
            })
        };
        let tasks: Vec<_> = (0..32).map(start).collect();
        for task in tasks {
            task.join().unwrap();
        }
    }
}

#[test]
fn threads_come_back() {
    let before = threads();
    for _ in 0..5 {
        waits_on_every_flavor();
    }
    // The helper's one thread stays for as long as the process lives.
    let after = before + 1;
    let end = Instant::now() + BOUND;
    while threads() != after && Instant::now() < end {
        thread::yield_now();
    }
    assert_eq!(threads(), after, "threads have stayed");
}

//! What waits cost in threads is used again: alone in a process, since it counts the process's own.
//!
//! async-std never ends, and threads that it was given stay. So what is asserted is that there are no
//! more of them than waits at once.
#![cfg(target_os = "linux")]

use std::time::Duration;

use amphi_async_std::AsyncStdRuntime;
use amphi_core::{BlockOn, Spawner, TaskHandleExt, Timer};

/// Tasks that wait at once.
const AT_ONCE: usize = 32;

fn threads() -> usize {
    std::fs::read_dir("/proc/self/task").unwrap().count()
}

#[test]
fn threads_are_used_again() {
    let before = threads();
    let rt = AsyncStdRuntime::global();
    for _ in 0..20 {
        let start = |_| {
            rt.spawn(async move {
                rt.block_on(async { rt.block_on(rt.sleep(Duration::from_millis(2))) });
            })
        };
        let tasks: Vec<_> = (0..AT_ONCE).map(start).collect();
        for task in tasks {
            task.join().unwrap();
        }
    }
    // One a core, one of async-io, one for each wait at once.
    let cores = std::thread::available_parallelism().unwrap().get();
    let most = before + cores + 1 + AT_ONCE;
    assert!(threads() <= most, "{} threads, {most} expected", threads());
}

//! What waits cost in threads is given back: alone in a process, since it counts the process's own.
//!
//! A spare thread lingers for ten seconds before it ends, so that the next wait finds it. What is
//! asserted is that the executors' own threads end with their runtimes, and that waits one after the
//! other use the same few spare threads again.
#![cfg(target_os = "linux")]

use std::thread;
use std::time::{Duration, Instant};

use amphi_core::{BlockOn, Spawner, TaskHandleExt, Timer};
use amphi_smol::OwnedRuntime;

/// Far longer than anything here takes; a thread that stays ends with it.
const BOUND: Duration = Duration::from_secs(60);

/// Tasks that wait at once.
const AT_ONCE: usize = 32;

fn waits() {
    for workers in [1, 2] {
        let owned = OwnedRuntime::new(workers).unwrap();
        let start = |_| {
            let rt = owned.handle().clone();
            owned.handle().spawn(async move {
                rt.block_on(async { rt.block_on(rt.sleep(Duration::from_millis(2))) });
            })
        };
        let tasks: Vec<_> = (0..AT_ONCE).map(start).collect();
        for task in tasks {
            task.join().unwrap();
        }
    }
}

#[test]
fn threads_come_back() {
    // async-io's own thread starts, and stays for as long as the process lives.
    waits();
    let start = others();
    for _ in 0..10 {
        waits();
    }
    let end = Instant::now() + BOUND;
    while others() > start && Instant::now() < end {
        thread::yield_now();
    }
    assert!(others() <= start, "threads have stayed: {:?}", names());
    // A wait takes one and gives it back, so hundreds of waits need no more than a few dozen.
    let spares = names()
        .iter()
        .filter(|name| name.starts_with("amphi-spare"))
        .count();
    assert!(spares <= 4 * AT_ONCE, "{spares} spare threads");
}

/// Threads that are no spare ones.
fn others() -> usize {
    names()
        .iter()
        .filter(|name| !name.starts_with("amphi-spare"))
        .count()
}

fn names() -> Vec<String> {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap().flatten();
    let names = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("comm")).ok());
    names.collect()
}

//! Waits in tasks reuse the threads that stand in for theirs. A process of its own, since the
//! spare threads are counted.

use std::collections::HashSet;
use std::thread;

use amphi_core::{BlockOn, Spawner, TaskHandleExt};
use amphi_smol::OwnedRuntime;

fn nest(owned: &OwnedRuntime, depth: usize) -> HashSet<thread::ThreadId> {
    let rt = owned.handle().clone();
    let task = owned.handle().spawn(async move { below(&rt, depth) });
    task.join().unwrap()
}

/// The threads that ran the tasks which this one and those below it waited for.
fn below(rt: &amphi_smol::SmolRuntime, depth: usize) -> HashSet<thread::ThreadId> {
    let inner = rt.clone();
    let sibling = rt.spawn(async move {
        let mut threads = match depth {
            0 => HashSet::new(),
            _ => below(&inner, depth - 1),
        };
        threads.insert(thread::current().id());
        threads
    });
    rt.block_on(sibling).unwrap()
}

#[test]
fn a_warm_wait_starts_no_thread() {
    const DEPTHS: [usize; 3] = [0, 1, 7];
    const ROUNDS: usize = 500;
    let owned = OwnedRuntime::new(1).unwrap();
    let mut threads = HashSet::new();
    for depth in DEPTHS {
        for _ in 0..ROUNDS {
            threads.extend(nest(&owned, depth));
        }
    }
    // One thread for each task on the stack. A thread that is kept from coming back for a whole
    // millisecond is not waited for, so on a busy machine there are a few more.
    let most = 4 * (DEPTHS[2] + 2);
    assert!(threads.len() <= most, "{} threads", threads.len());
}

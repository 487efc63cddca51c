//! Waits one inside the other, on a worker and on the one thread of a current-thread runtime.

use std::time::Duration;

use amphi_conformance::deep;
use amphi_core::{BlockOn, Spawner, TaskHandleExt};
use amphi_tokio::{OwnedRuntime, TokioRuntime};

/// Far longer than anything here takes; a hang ends with it.
const BOUND: Duration = Duration::from_secs(120);

/// Each wait suspends once, and then waits inside itself for the rest.
fn nest(rt: &TokioRuntime, depth: usize) -> usize {
    match depth {
        0 => 0,
        _ => rt.block_on(async {
            tokio::task::yield_now().await;
            nest(rt, depth - 1) + 1
        }),
    }
}

#[test]
fn a_thousand_waits_nest_on_the_only_thread() {
    let owned = OwnedRuntime::current_thread().unwrap();
    let rt = owned.handle().clone();
    let mut task = owned.handle().spawn(async move { nest(&rt, 1000) });
    assert_eq!(task.join_timeout(BOUND).expect("it hangs").unwrap(), 1000);
}

/// Bytes, in a build without optimisation.
const MOST: usize = 5000;

#[test]
fn a_nested_wait_takes_little_stack() {
    for owned in [
        OwnedRuntime::multi_thread(1),
        OwnedRuntime::current_thread(),
    ] {
        let bytes = deep::stack_of_a_wait(owned.unwrap().handle());
        assert!((1..=MOST).contains(&bytes), "{bytes} bytes");
    }
}

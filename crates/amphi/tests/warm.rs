//! Waits in tasks, nested too, use the same few threads again (B95). Alone in a process, whose threads are counted.
#![cfg(all(feature = "smol", feature = "tokio", feature = "async-std"))]

#[path = "ground/bound.rs"]
mod bound;
#[path = "ground/flavors.rs"]
mod flavors;

use std::thread;

use amphi::prelude::*;
use amphi::{Handle, yield_now};

use flavors::in_tasks;

const DEEPEST: usize = 8;
const ROUNDS: usize = 300;

/// How many threads this process has started so far: they are numbered.
fn started() -> usize {
    let newest = thread::spawn(|| format!("{:?}", thread::current().id()));
    let number: String = newest.join().unwrap();
    let number = number.chars().filter(char::is_ascii_digit);
    number.collect::<String>().parse().unwrap()
}

/// Synchronous code below async code, this deep, which waits at each level for a task that some other thread runs.
fn down(depth: usize) -> usize {
    let level = async move {
        amphi::spawn(yield_now()).await.unwrap();
        match depth {
            1 => 1,
            _ => 1 + down(depth - 1),
        }
    };
    level.wait()
}

async fn nest(handle: &Handle, rounds: usize) {
    for round in 0..rounds {
        let depth = 1 + round % DEEPEST;
        let task = handle.spawn(async move { down(depth) });
        assert_eq!(task.await.unwrap(), depth);
    }
}

#[test]
fn b95_nested_waits_start_no_threads_of_their_own() {
    in_tasks(|handle| async move {
        nest(&handle, DEEPEST * 4).await;
        let before = started();
        nest(&handle, ROUNDS).await;
        let new = started() - before - 1;
        // None is needed. Where a busy machine keeps a thread from coming back in time another one is started, and
        // kept as well. A thread for each wait would be more than a thousand.
        assert!(new <= ROUNDS / 4, "{new} new threads on {handle:?}");
    });
}

//! A chain of more waits than a runtime has threads for, all for what only the last task does.

use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use amphi_core::{BlockOn, BlockOnError, BlockOnErrorKind, Spawner, TaskHandleExt};

use crate::channel::{self, Sender};

/// Far longer than anything here takes; a hang ends with it.
const BOUND: Duration = Duration::from_secs(120);

/// More than any backend lets threads wait.
const WAITS: usize = 600;

/// Each wait ends or is refused with `Exhausted`, and the runtime goes on afterwards. Gives the
/// number of those that were refused.
///
/// Each task spawns the next one before it waits, so no order of theirs lets all of them wait.
/// Call it in a process of its own: it takes all threads that the backend may start.
///
/// # Panics
/// Where something hangs, or ends with another error.
#[track_caller]
pub fn assert_end_or_refused<R: Spawner + BlockOn>(rt: &R) -> usize {
    let (ended, has_ended) = mpsc::channel();
    let waiting = Arc::default();
    link(rt, WAITS, Chain { waiting, ended });
    let mut refused = 0;
    for _ in 0..WAITS {
        match has_ended.recv_timeout(BOUND).expect("the chain hangs") {
            Ok(received) => assert_eq!(received, Some(7)),
            Err(error) => {
                assert_eq!(error.kind(), BlockOnErrorKind::Exhausted, "{error}");
                refused += 1;
            }
        }
    }

    let within = rt.clone();
    let mut after = rt.spawn(async move { within.block_on(within.spawn(async { 8 })) });
    let ended = after.join_timeout(BOUND).expect("a later wait hangs");
    assert_eq!(ended.expect("a later wait").expect("its task"), 8);
    refused
}

#[derive(Clone)]
struct Chain {
    /// To all that wait, or were refused.
    waiting: Arc<Mutex<Vec<Sender<u32>>>>,
    ended: mpsc::Sender<Result<Option<u32>, BlockOnError>>,
}

/// Spawns a task that spawns the next one and waits; the last one ends all waits.
fn link<R: Spawner + BlockOn>(rt: &R, left: usize, chain: Chain) {
    let within = rt.clone();
    let task = rt.spawn(async move {
        let waiting = || chain.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if left == 0 {
            waiting().iter().for_each(|sender| sender.send(7));
            return;
        }
        let (sender, mut receiver) = channel::channel();
        waiting().push(sender);
        link(&within, left - 1, chain.clone());
        let _ = chain.ended.send(within.try_block_on(receiver.receive()));
    });
    drop(task);
}

//! How much of its thread's stack a wait takes inside another one: a thousand must fit in two megabytes in
//! a release build, and some hundreds without optimisation.

use std::ptr;

use amphi_core::{BlockOn, Spawner, TaskHandleExt};

use crate::futures::yield_now;

const LEVELS: usize = 64;

/// Bytes of stack between a wait that parks and the next one inside it, in a task.
///
/// # Panics
/// Where the task does.
#[track_caller]
pub fn stack_of_a_wait<R: Spawner + BlockOn>(rt: &R) -> usize {
    let within = rt.clone();
    let task = rt.spawn(async move {
        let top = deep(&within, 0);
        top.abs_diff(deep(&within, LEVELS)) / LEVELS
    });
    task.join().expect("the task ends")
}

/// Where the stack is, so many waits deep; each of them suspends once before it waits inside.
fn deep<R: BlockOn>(rt: &R, levels: usize) -> usize {
    rt.block_on(async {
        yield_now().await;
        match levels {
            0 => {
                let here = 0_u8;
                ptr::from_ref(&here).addr()
            }
            _ => deep(rt, levels - 1),
        }
    })
}

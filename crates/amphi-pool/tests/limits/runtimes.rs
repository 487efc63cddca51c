//! The runtimes that a test is for: each of them.

use amphi_async_std::AsyncStdRuntime;
use amphi_core::{Spawner, TaskHandleExt};
use amphi_smol::SmolRuntime;
use amphi_tokio::TokioRuntime;

use crate::within::within;

/// Runs a test on each runtime; it is the same one, generic.
#[track_caller]
pub(crate) fn on_each_runtime(
    smol: fn(&SmolRuntime),
    tokio: fn(&TokioRuntime),
    async_std: fn(&AsyncStdRuntime),
) {
    within(move || smol(&SmolRuntime::global()));
    within(move || tokio(&TokioRuntime::global()));
    within(move || async_std(&AsyncStdRuntime::global()));
}

/// Runs a test that needs no runtime on a thread that has none, and in a task of each.
#[track_caller]
pub(crate) fn in_each_runtime(test: fn()) {
    within(test);
    within(move || in_a_task(&SmolRuntime::global(), test));
    within(move || in_a_task(&TokioRuntime::global(), test));
    within(move || in_a_task(&AsyncStdRuntime::global(), test));
}

fn in_a_task<R: Spawner>(rt: &R, test: fn()) {
    if let Err(error) = rt.spawn(async move { test() }).join() {
        error.resume();
    }
}

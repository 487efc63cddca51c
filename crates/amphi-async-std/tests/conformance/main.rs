//! The contract, on async-std's one runtime.

mod places;

use amphi_async_std::AsyncStdRuntime;

use crate::places::{echo, local_pool, local_task};

/// The default number of threads of the process-wide pool of `blocking`.
const BLOCKING: usize = 500;

// It lives as long as the process, so it cannot declare `Shutdown`.
amphi_conformance::conformance! {
    mod global;
    fixture = || (AsyncStdRuntime::global(), ());
    capabilities = [WorkersCovered, BlockingLimit(BLOCKING)];
    socket = echo;
    places = ["LocalPool" => local_pool, "async-std local task" => local_task];
}

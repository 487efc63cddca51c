//! The contract, on the runtime of the process and on owned ones with one and two threads.

mod places;

use amphi_smol::{OwnedRuntime, SmolRuntime};

use crate::places::{echo, local_pool};

/// The default number of threads of the process-wide pool of `blocking`.
const BLOCKING: usize = 500;

fn owned(threads: usize) -> (SmolRuntime, OwnedRuntime) {
    let owned = OwnedRuntime::new(threads).unwrap();
    (owned.handle().clone(), owned)
}

amphi_conformance::conformance! {
    mod one_thread;
    fixture = || owned(1);
    capabilities = [Shutdown, WorkersCovered, BlockingLimit(BLOCKING)];
    socket = echo;
    places = ["LocalPool" => local_pool];
}

amphi_conformance::conformance! {
    mod two_threads;
    fixture = || owned(2);
    capabilities = [Shutdown, WorkersCovered, BlockingLimit(BLOCKING)];
    socket = echo;
    places = ["LocalPool" => local_pool];
}

// It lives as long as the process, so it cannot declare `Shutdown`.
amphi_conformance::conformance! {
    mod global;
    fixture = || (SmolRuntime::global(), ());
    capabilities = [WorkersCovered, BlockingLimit(BLOCKING)];
    socket = echo;
    places = ["LocalPool" => local_pool];
}

//! The contract, on every shape of tokio runtime and on the erased mirror.

mod places;

use std::sync::Arc;

use amphi_core::DynRuntime;
use amphi_tokio::{OwnedRuntime, TokioRuntime};

use crate::places::{driven_local_set, driven_root, echo, local_pool, local_set, root};

/// Tokio's default number of blocking threads.
const BLOCKING: usize = 512;

fn owned(owned: OwnedRuntime) -> (TokioRuntime, OwnedRuntime) {
    (owned.handle().clone(), owned)
}

amphi_conformance::conformance! {
    mod multi_thread_1;
    fixture = || owned(OwnedRuntime::multi_thread(1).unwrap());
    capabilities = [Shutdown, WorkersCovered, BlockingLimit(BLOCKING), LateValue];
    socket = echo;
    places = [
        "LocalPool" => local_pool,
        "LocalSet on multi-thread" => local_set,
        "tokio multi-thread root" => root,
    ];
}

amphi_conformance::conformance! {
    mod multi_thread_2;
    fixture = || owned(OwnedRuntime::multi_thread(2).unwrap());
    capabilities = [Shutdown, WorkersCovered, BlockingLimit(BLOCKING), LateValue];
    socket = echo;
    places = [
        "LocalPool" => local_pool,
        "LocalSet on multi-thread" => local_set,
        "tokio multi-thread root" => root,
    ];
}

// All of its tasks are bound to one thread, so it cannot declare `WorkersCovered`.
amphi_conformance::conformance! {
    mod current_thread;
    fixture = || owned(OwnedRuntime::current_thread().unwrap());
    capabilities = [Shutdown, BlockingLimit(BLOCKING), LateValue];
    socket = echo;
    places = [
        "LocalPool" => local_pool,
        "LocalSet on current-thread" => driven_local_set,
        "tokio current-thread root" => driven_root,
    ];
}

amphi_conformance::conformance! {
    mod erased;
    fixture = || {
        let (runtime, owner) = owned(OwnedRuntime::multi_thread(2).unwrap());
        (Arc::new(runtime) as Arc<dyn DynRuntime>, owner)
    };
    capabilities = [Shutdown, WorkersCovered, BlockingLimit(BLOCKING), LateValue];
    socket = echo;
    places = ["LocalPool" => local_pool];
}

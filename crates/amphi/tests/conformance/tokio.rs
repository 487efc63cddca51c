//! Over tokio, and over tokio as a runtime that the facade does not know.

use amphi::Handle;
use amphi::tokio::OwnedRuntime;

use crate::owned::{Owner, owned};
use crate::sockets::echo;

/// Tokio's default number of blocking threads.
const BLOCKING: usize = 512;

fn tokio(runtime: OwnedRuntime) -> (Handle, Owner) {
    owned(runtime.handle().clone(), runtime)
}

amphi_conformance::conformance! {
    mod multi_thread_1;
    fixture = || tokio(OwnedRuntime::multi_thread(1).unwrap());
    capabilities = [Shutdown, WorkersCovered, BlockingLimit(BLOCKING), LateValue];
    socket = echo;
}

amphi_conformance::conformance! {
    mod multi_thread_2;
    fixture = || tokio(OwnedRuntime::multi_thread(2).unwrap());
    capabilities = [Shutdown, WorkersCovered, BlockingLimit(BLOCKING), LateValue];
    socket = echo;
}

// All of its tasks are bound to one thread, so it cannot declare `WorkersCovered`.
amphi_conformance::conformance! {
    mod current_thread;
    fixture = || tokio(OwnedRuntime::current_thread().unwrap());
    capabilities = [Shutdown, BlockingLimit(BLOCKING), LateValue];
    socket = echo;
}

amphi_conformance::conformance! {
    mod custom;
    fixture = || {
        let runtime = OwnedRuntime::multi_thread(2).unwrap();
        owned(Handle::custom(runtime.handle().clone()), runtime)
    };
    capabilities = [Shutdown, WorkersCovered, BlockingLimit(BLOCKING), LateValue];
    socket = echo;
}

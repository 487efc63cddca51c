//! Over runners: their tasks, closures and handles keep the contract of every runtime's.

use amphi::{Handle, Runner};

use crate::owned::{Owner, owned};
use crate::sockets::echo;

/// Only the runtime ends; the end of the runner would cancel what is left.
fn on(handle: impl Into<Handle>, owner: impl std::any::Any + Send) -> (Handle, Owner) {
    let runner = Runner::on(handle);
    let handle = runner.handle().clone();
    std::mem::forget(runner);
    owned(handle, owner)
}

// Work tells its result by itself, so all of them have `LateValue`.
amphi_conformance::conformance! {
    mod tokio;
    fixture = || {
        let runtime = amphi::tokio::OwnedRuntime::multi_thread(2).unwrap();
        on(runtime.handle().clone(), runtime)
    };
    capabilities = [Shutdown, WorkersCovered, BlockingLimit(512), LateValue];
    socket = echo;
}

amphi_conformance::conformance! {
    mod tokio_current_thread;
    fixture = || {
        let runtime = amphi::tokio::OwnedRuntime::current_thread().unwrap();
        on(runtime.handle().clone(), runtime)
    };
    capabilities = [Shutdown, BlockingLimit(512), LateValue];
    socket = echo;
}

amphi_conformance::conformance! {
    mod smol;
    fixture = || {
        let runtime = amphi::smol::OwnedRuntime::new(1).unwrap();
        on(runtime.handle().clone(), runtime)
    };
    capabilities = [Shutdown, WorkersCovered, BlockingLimit(500), LateValue];
    socket = echo;
}

amphi_conformance::conformance! {
    mod async_std;
    fixture = || on(Handle::async_std(), ());
    capabilities = [WorkersCovered, BlockingLimit(500), LateValue];
    socket = echo;
}

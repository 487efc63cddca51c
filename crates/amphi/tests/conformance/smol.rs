//! Over smol.

use amphi::Handle;
use amphi::smol::OwnedRuntime;

use crate::owned::{Owner, owned};
use crate::sockets::echo;

/// The default number of threads of the process-wide pool of `blocking`.
const BLOCKING: usize = 500;

fn smol(threads: usize) -> (Handle, Owner) {
    let runtime = OwnedRuntime::new(threads).unwrap();
    owned(runtime.handle().clone(), runtime)
}

amphi_conformance::conformance! {
    mod one_thread;
    fixture = || smol(1);
    capabilities = [Shutdown, WorkersCovered, BlockingLimit(BLOCKING)];
    socket = echo;
}

amphi_conformance::conformance! {
    mod two_threads;
    fixture = || smol(2);
    capabilities = [Shutdown, WorkersCovered, BlockingLimit(BLOCKING)];
    socket = echo;
}

// It lives as long as the process, so it cannot declare `Shutdown`.
amphi_conformance::conformance! {
    mod global;
    fixture = || owned(Handle::smol(), ());
    capabilities = [WorkersCovered, BlockingLimit(BLOCKING)];
    socket = echo;
}

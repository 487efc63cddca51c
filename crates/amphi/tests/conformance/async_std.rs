//! Over async-std.

use amphi::Handle;

use crate::owned::owned;
use crate::sockets::echo;

/// The default number of threads of the process-wide pool of `blocking`.
const BLOCKING: usize = 500;

// It lives as long as the process, so it cannot declare `Shutdown`.
amphi_conformance::conformance! {
    mod global;
    fixture = || owned(Handle::async_std(), ());
    capabilities = [WorkersCovered, BlockingLimit(BLOCKING)];
    socket = echo;
}

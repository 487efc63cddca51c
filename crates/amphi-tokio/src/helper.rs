//! One small runtime for the whole process, for what must not depend on another runtime: the
//! context of a current-thread runtime whose one thread waits, and the timers outside of tasks.
//!
//! Its single worker drives timers and sockets and runs what is spawned inside such waits; what is
//! polled by the wait itself stays on the waiting thread. It starts when it is first needed.

use std::io;

use amphi_core::{BlockOnError, BlockOnErrorKind};
use tokio::runtime::{Builder, Handle, Runtime};

use crate::once::Once;

/// The helper's handle.
#[inline]
pub(crate) fn handle() -> io::Result<&'static Handle> {
    static HELPER: Once<Runtime> = Once::new();
    let start = || {
        Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("amphi-helper")
            .enable_all()
            .build()
    };
    HELPER.get_or_start(start).map(Runtime::handle)
}

/// The error of a wait that needs the helper where the system refuses it.
#[expect(clippy::needless_pass_by_value, reason = "to be given to `map_err`")]
pub(crate) fn refused(error: io::Error) -> BlockOnError {
    BlockOnError::new(BlockOnErrorKind::Exhausted).with_detail(format!(
        "the helper for waits on current-thread runtimes: {error}"
    ))
}

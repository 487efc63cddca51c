//! A tokio runtime whose pool is small.

use amphi::Handle;
use tokio::runtime::{Builder, Runtime};

/// A runtime that runs so many closures at a time.
pub(crate) fn small_pool(closures: usize) -> (Runtime, Handle) {
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .max_blocking_threads(closures)
        .enable_all()
        .build()
        .unwrap();
    let handle = Handle::tokio(runtime.handle().clone());
    (runtime, handle)
}

//! Over runtimes whose closures go to a pool.

use amphi::{Handle, Pool, smol, tokio};

use crate::owned::{Owner, owned};
use crate::sockets::echo;

/// Threads of the pool.
const THREADS: usize = 64;

fn with_pool(runtime: impl Into<Handle>, owner: impl Send + 'static) -> (Handle, Owner) {
    let pool = Pool::builder().max_threads(THREADS).build().unwrap();
    owned(runtime.into().with_pool(&pool), owner)
}

// The pool outlives the runtime, so closures do: none can declare `Shutdown`.
amphi_conformance::conformance! {
    mod on_smol;
    fixture = || {
        let runtime = smol::OwnedRuntime::new(2).unwrap();
        with_pool(runtime.handle().clone(), runtime)
    };
    capabilities = [WorkersCovered, BlockingLimit(THREADS)];
    socket = echo;
}

amphi_conformance::conformance! {
    mod on_tokio;
    fixture = || {
        let runtime = tokio::OwnedRuntime::multi_thread(2).unwrap();
        with_pool(runtime.handle().clone(), runtime)
    };
    capabilities = [WorkersCovered, BlockingLimit(THREADS), LateValue];
    socket = echo;
}

amphi_conformance::conformance! {
    mod on_current_thread;
    fixture = || {
        let runtime = tokio::OwnedRuntime::current_thread().unwrap();
        with_pool(runtime.handle().clone(), runtime)
    };
    capabilities = [BlockingLimit(THREADS), LateValue];
    socket = echo;
}

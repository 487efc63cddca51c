//! Over handles whose closures each need a permit.

use amphi::{Handle, Limiter, Pool, smol, tokio};

use crate::owned::{Owner, owned};
use crate::sockets::echo;

/// Closures at a time.
const PERMITS: usize = 64;

fn with_limiter(runtime: impl Into<Handle>, owner: impl Send + 'static) -> (Handle, Owner) {
    let limited = runtime.into().with_limiter(&Limiter::new(PERMITS));
    owned(limited, owner)
}

// What waits for a permit learns of its runtime's end when its turn comes: none declares `Shutdown`.
amphi_conformance::conformance! {
    mod on_smol;
    fixture = || {
        let runtime = smol::OwnedRuntime::new(2).unwrap();
        with_limiter(runtime.handle().clone(), runtime)
    };
    capabilities = [WorkersCovered, BlockingLimit(PERMITS)];
    socket = echo;
}

amphi_conformance::conformance! {
    mod on_tokio;
    fixture = || {
        let runtime = tokio::OwnedRuntime::multi_thread(2).unwrap();
        with_limiter(runtime.handle().clone(), runtime)
    };
    capabilities = [WorkersCovered, BlockingLimit(PERMITS), LateValue];
    socket = echo;
}

amphi_conformance::conformance! {
    mod on_current_thread;
    fixture = || {
        let runtime = tokio::OwnedRuntime::current_thread().unwrap();
        with_limiter(runtime.handle().clone(), runtime)
    };
    capabilities = [BlockingLimit(PERMITS), LateValue];
    socket = echo;
}

amphi_conformance::conformance! {
    mod on_async_std_and_a_pool;
    fixture = || {
        let pool = Pool::builder().max_threads(PERMITS).build().unwrap();
        with_limiter(Handle::async_std().with_pool(&pool), ())
    };
    capabilities = [WorkersCovered, BlockingLimit(PERMITS)];
}

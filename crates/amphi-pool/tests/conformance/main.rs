//! The contract, on pools. What a pool lacks of a runtime is taken from elsewhere.

mod runtime;

use amphi_pool::Pool;

use crate::runtime::{Owner, PoolRuntime};

fn pool(threads: usize) -> Pool {
    Pool::builder().max_threads(threads).build().unwrap()
}

fn start(tasks: &Pool, closures: &Pool) -> (PoolRuntime, Owner) {
    let runtime = PoolRuntime::new(tasks, closures);
    (runtime.clone(), Owner::of(runtime))
}

// Tasks that block take threads that closures then lack, so no test can know how many are left.
amphi_conformance::conformance! {
    mod tasks_and_closures;
    fixture = || {
        let one = pool(512);
        start(&one, &one)
    };
    capabilities = [Shutdown, WorkersCovered, LateValue];
}

amphi_conformance::conformance! {
    mod a_pool_for_closures;
    fixture = || start(&pool(512), &pool(64));
    capabilities = [Shutdown, WorkersCovered, BlockingLimit(64), LateValue];
}

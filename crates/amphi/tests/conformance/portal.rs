//! Over portals: their tasks and handles keep the contract of every runtime's.

use std::future::Future;
use std::sync::Arc;

use amphi::{BlockOn, BlockOnError, Handle, Portal};
use amphi_core::Named;

use crate::owned::{Owner, owned};
use crate::wrapped::wraps;

/// A runtime whose tasks are a portal's.
#[derive(Clone, Debug)]
struct Through(Arc<Portal>);

wraps!(Through, this => this.0, this.0.handle());

impl BlockOn for Through {
    fn try_block_on<F: Future>(&self, future: F) -> Result<F::Output, BlockOnError> {
        self.0.handle().try_block_on(future)
    }
    fn block_in_place<F: FnOnce() -> R, R>(&self, f: F) -> R {
        self.0.handle().block_in_place(f)
    }
}

impl Named for Through {
    fn name(&self) -> &str {
        self.0.handle().backend().as_str()
    }
}

fn through(handle: impl Into<Handle>, owner: impl std::any::Any + Send) -> (Handle, Owner) {
    owned(Handle::custom(Through(Arc::new(Portal::on(handle)))), owner)
}

// A portal asks nothing of the runtime to cancel its tasks, so all of them have `LateValue`.
amphi_conformance::conformance! {
    mod tokio;
    fixture = || {
        let runtime = amphi::tokio::OwnedRuntime::multi_thread(2).unwrap();
        through(runtime.handle().clone(), runtime)
    };
    capabilities = [Shutdown, WorkersCovered, BlockingLimit(512), LateValue];
}

amphi_conformance::conformance! {
    mod tokio_current_thread;
    fixture = || {
        let runtime = amphi::tokio::OwnedRuntime::current_thread().unwrap();
        through(runtime.handle().clone(), runtime)
    };
    capabilities = [Shutdown, BlockingLimit(512), LateValue];
}

amphi_conformance::conformance! {
    mod smol;
    fixture = || {
        let runtime = amphi::smol::OwnedRuntime::new(1).unwrap();
        through(runtime.handle().clone(), runtime)
    };
    capabilities = [Shutdown, WorkersCovered, BlockingLimit(500), LateValue];
}

amphi_conformance::conformance! {
    mod async_std;
    fixture = || through(Handle::async_std(), ());
    capabilities = [WorkersCovered, BlockingLimit(500), LateValue];
}

//! Over portals: their tasks and handles keep the contract of every runtime's.

use std::future::Future;
use std::sync::Arc;
use std::time::Instant;

use amphi::{
    BlockOn, BlockOnError, Handle, JoinHandle, Portal, Sleep, SpawnBlocking, Spawner, Timer,
};
use amphi_core::Named;

use crate::owned::{Owner, owned};

/// A runtime whose tasks are a portal's.
#[derive(Clone, Debug)]
struct Through(Arc<Portal>);

impl Spawner for Through {
    type JoinHandle<T: Send + 'static> = JoinHandle<T>;
    fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.0.spawn(future)
    }
}

impl SpawnBlocking for Through {
    fn spawn_blocking<F, T>(&self, f: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        self.0.handle().spawn_blocking(f)
    }
}

impl BlockOn for Through {
    fn try_block_on<F: Future>(&self, future: F) -> Result<F::Output, BlockOnError> {
        self.0.handle().try_block_on(future)
    }
    fn block_in_place<F: FnOnce() -> R, R>(&self, f: F) -> R {
        self.0.handle().block_in_place(f)
    }
}

impl Timer for Through {
    type Sleep = Sleep;
    fn now(&self) -> Instant {
        self.0.handle().now()
    }
    fn sleep_until(&self, deadline: Instant) -> Sleep {
        self.0.handle().sleep_until(deadline)
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

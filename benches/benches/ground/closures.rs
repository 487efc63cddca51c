//! One closure at a time, on the runtimes' own pools, from a plain thread.

use agnostic_lite::AsyncBlockingSpawner;
use amphi::Handle;
use amphi::smol::SmolRuntime;
use amphi::tokio::OwnedRuntime;
use amphi_benches::Group;
use amphi_core::SpawnBlocking;
use async_executors::{SpawnBlocking as _, TokioTp};
use async_rs::traits::Executor as _;
use futures_lite::future::block_on;

pub(crate) fn measure(tokio: &OwnedRuntime) {
    let (rt, raw) = (tokio.handle(), tokio.handle().as_tokio());
    let _entered = raw.enter();
    let handle = Handle::from(rt);
    let peer = async_rs::Runtime::tokio_with_handle(raw.clone());
    let executors = TokioTp::try_current().expect("a runtime is entered");
    Group::new("one closure at a time: tokio")
        .with("tokio", || block_on(raw.spawn_blocking(|| 7)))
        .with("amphi-tokio", || block_on(rt.spawn_blocking(|| 7)))
        .with("amphi::Handle", || block_on(handle.spawn_blocking(|| 7)))
        .with("async-rs", || block_on(peer.spawn_blocking(|| 7)))
        .with("async_executors", || {
            block_on(executors.spawn_blocking(|| 7))
        })
        .with("agnostic-lite", || {
            use agnostic_lite::tokio::TokioSpawner;
            block_on(TokioSpawner::spawn_blocking(|| 7))
        })
        .run();

    let rt = SmolRuntime::global();
    let handle = Handle::from(&rt);
    let peer = async_rs::Runtime::smol();
    Group::new("one closure at a time: blocking")
        .with("blocking", || block_on(blocking::unblock(|| 7)))
        .with("amphi-smol", || block_on(rt.spawn_blocking(|| 7)))
        .with("amphi::Handle", || block_on(handle.spawn_blocking(|| 7)))
        .with("async-rs", || block_on(peer.spawn_blocking(|| 7)))
        .with("agnostic-lite", || {
            use agnostic_lite::smol::SmolSpawner;
            block_on(SmolSpawner::spawn_blocking(|| 7))
        })
        .with("async-std", || {
            block_on(async_std::task::spawn_blocking(|| 7))
        })
        .run();
}

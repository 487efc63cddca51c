//! A task that is spawned and awaited.

use std::sync::Arc;

use agnostic_lite::AsyncSpawner;
use amphi::Handle;
use amphi::smol::{Executor, SmolRuntime};
use amphi::tokio::TokioRuntime;
use amphi_benches::Group;
use amphi_core::Spawner;
use async_executors::{SpawnHandleExt, TokioCt};
use async_rs::traits::Executor as _;
use futures_lite::future;
use tokio::runtime::Builder;

/// So many one after the other, so that entering the runtime does not count.
const TASKS: u32 = 100;

thread_local! {
    /// It stays on its thread.
    static EXECUTORS: TokioCt = TokioCt::new().expect("a runtime");
}

/// Tasks of a runtime on one thread, spawned by what runs there: no thread is changed.
pub(crate) fn on_tokio() {
    let mut builder = Builder::new_current_thread();
    let runtime = builder.enable_all().build().expect("a runtime");
    let raw = runtime.handle();
    let rt = TokioRuntime::from(raw.clone());
    let handle = Handle::from(&rt);
    let peer = async_rs::Runtime::tokio_with_handle(raw.clone());
    Group::new("spawn and join, one thread: tokio")
        .of(TASKS)
        .with("tokio", || {
            runtime.block_on(each(|| raw.spawn(async { 7 })));
        })
        .with("amphi-tokio", || {
            runtime.block_on(each(|| rt.spawn(async { 7 })));
        })
        .with("amphi::Handle", || {
            runtime.block_on(each(|| handle.spawn(async { 7 })));
        })
        .with("agnostic-lite", || {
            runtime.block_on(each(|| {
                agnostic_lite::tokio::TokioSpawner::spawn(async { 7 })
            }));
        })
        .with("async-rs", || {
            runtime.block_on(each(|| peer.spawn(async { 7 })));
        })
        .with("async_executors", || {
            EXECUTORS.with(|own| {
                own.block_on(each(|| own.spawn_handle(async { 7 }).expect("spawned")));
            });
        })
        .run();
}

/// The same on an executor that the measuring thread runs; what is process-wide has a thread of its own.
pub(crate) fn on_smol() {
    let executor = Arc::new(Executor::new());
    let rt = SmolRuntime::from(executor.clone());
    let handle = Handle::from(&rt);
    Group::new("spawn and join, one thread: async-executor")
        .of(TASKS)
        .with("async-executor", || {
            future::block_on(executor.run(each(|| executor.spawn(async { 7 }))));
        })
        .with("amphi-smol", || {
            future::block_on(executor.run(each(|| rt.spawn(async { 7 }))));
        })
        .with("amphi::Handle", || {
            future::block_on(executor.run(each(|| handle.spawn(async { 7 }))));
        })
        .run();

    let rt = SmolRuntime::global();
    let handle = Handle::from(&rt);
    let peer = async_rs::Runtime::smol();
    Group::new("spawn and join, from a plain thread: smol")
        .with("smol", || future::block_on(smol::spawn(async { 7 })))
        .with("amphi-smol", || future::block_on(rt.spawn(async { 7 })))
        .with("amphi::Handle", || {
            future::block_on(handle.spawn(async { 7 }))
        })
        .with("agnostic-lite", || {
            future::block_on(agnostic_lite::smol::SmolSpawner::spawn(async { 7 }))
        })
        .with("async-rs", || future::block_on(peer.spawn(async { 7 })))
        .with("async-std", || {
            future::block_on(async_std::task::spawn(async { 7 }))
        })
        .run();
}

async fn each<F: Future>(spawn: impl Fn() -> F) {
    for _ in 0..TASKS {
        spawn().await;
    }
}

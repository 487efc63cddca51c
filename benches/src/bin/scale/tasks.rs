//! Tasks that are all spawned before the first of them runs, on one thread, and then all joined.

use std::sync::Arc;

use amphi::smol::{Executor, SmolRuntime};
use amphi::tokio::TokioRuntime;
use amphi_core::Spawner;
use futures_lite::future;
use tokio::runtime::{Builder, Runtime};

pub(crate) fn tokio(n: usize) {
    let runtime = current_thread();
    runtime.block_on(join_all(n, || runtime.spawn(async { 7 })));
}

pub(crate) fn amphi_tokio(n: usize) {
    let runtime = current_thread();
    let rt = TokioRuntime::from(runtime.handle().clone());
    runtime.block_on(join_all(n, || rt.spawn(async { 7 })));
}

pub(crate) fn async_executor(n: usize) {
    let executor = Arc::new(Executor::new());
    future::block_on(executor.run(join_all(n, || executor.spawn(async { 7 }))));
}

pub(crate) fn amphi_smol(n: usize) {
    let executor = Arc::new(Executor::new());
    let rt = SmolRuntime::from(executor.clone());
    future::block_on(executor.run(join_all(n, || rt.spawn(async { 7 }))));
}

fn current_thread() -> Runtime {
    Builder::new_current_thread().build().expect("a runtime")
}

async fn join_all<F: Future>(n: usize, spawn: impl Fn() -> F) {
    let tasks: Vec<F> = (0..n).map(|_| spawn()).collect();
    for task in tasks {
        task.await;
    }
}

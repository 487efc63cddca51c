//! Runtimes on which counts repeat, and loops.

use std::future::Future;
use std::hint::black_box;

use amphi::smol::OwnedRuntime as OwnedSmol;
use amphi::tokio::{OwnedRuntime as OwnedTokio, TokioRuntime};
use amphi_core::{BlockOn, SpawnBlocking, Spawner, TaskHandleExt};
use tokio::runtime::Builder;

pub(crate) fn times<T>(n: u64, mut f: impl FnMut() -> T) {
    for _ in 0..n {
        black_box(f());
    }
}

pub(crate) fn smol() -> OwnedSmol {
    OwnedSmol::new(1).expect("a thread")
}

pub(crate) fn tokio() -> OwnedTokio {
    OwnedTokio::multi_thread(1).expect("a thread")
}

/// Everything on one thread.
pub(crate) fn current_thread<F: Future>(f: impl FnOnce(TokioRuntime) -> F) {
    driven(Builder::new_current_thread(), f);
}

/// The same, with timers.
pub(crate) fn current_thread_with_timers<F: Future>(f: impl FnOnce(TokioRuntime) -> F) {
    let mut builder = Builder::new_current_thread();
    builder.enable_time();
    driven(builder, f);
}

fn driven<F: Future>(mut builder: Builder, f: impl FnOnce(TokioRuntime) -> F) {
    let runtime = builder.build().expect("a runtime");
    runtime.block_on(f(TokioRuntime::from(runtime.handle().clone())));
}

/// Runs `f` inside one poll of a task.
pub(crate) fn in_task<R: Spawner + BlockOn>(runtime: &R, f: impl FnOnce(&R) + Send + 'static) {
    let inner = runtime.clone();
    let task = runtime.spawn(async move { f(&inner) });
    task.join().expect("the task ends");
}

/// Runs `f` inside an offloaded closure.
pub(crate) fn in_closure<R: SpawnBlocking + BlockOn>(
    runtime: &R,
    f: impl FnOnce(&R) + Send + 'static,
) {
    let inner = runtime.clone();
    let closure = runtime.spawn_blocking(move || f(&inner));
    closure.join().expect("the closure ends");
}

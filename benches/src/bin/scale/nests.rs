//! Waits inside tasks: one inside the other, and in many tasks at once.

use std::sync::Arc;

use amphi::smol::OwnedRuntime as OwnedSmol;
use amphi::tokio::OwnedRuntime as OwnedTokio;
use amphi_core::{BlockOn, Spawner, TaskHandleExt};
use async_channel::{Receiver, bounded};
use tokio::runtime::Handle;
use tokio::task::block_in_place;

pub(crate) fn deep_worker(n: usize) {
    let owned = OwnedTokio::multi_thread(2).expect("a runtime");
    in_task(owned.handle(), move |rt| deep(n, &|wait| rt.block_on(wait)));
}

pub(crate) fn deep_current(n: usize) {
    let owned = OwnedTokio::current_thread().expect("a runtime");
    in_task(owned.handle(), move |rt| deep(n, &|wait| rt.block_on(wait)));
}

pub(crate) fn deep_smol(n: usize) {
    let owned = OwnedSmol::new(2).expect("a runtime");
    in_task(owned.handle(), move |rt| deep(n, &|wait| rt.block_on(wait)));
}

pub(crate) fn deep_in_place(n: usize) {
    let owned = OwnedTokio::multi_thread(2).expect("a runtime");
    in_task(owned.handle(), move |_| deep(n, &in_place));
}

fn in_place(wait: Wait<'_>) {
    block_in_place(|| Handle::current().block_on(wait));
}

type Wait<'a> = std::pin::Pin<Box<dyn Future<Output = ()> + 'a>>;

/// Each wait yields once, and then waits inside itself for the rest.
fn deep(n: usize, block_on: &dyn Fn(Wait<'_>)) {
    if n > 0 {
        block_on(Box::pin(async {
            amphi::yield_now().await;
            deep(n - 1, block_on);
        }));
    }
}

/// On a thread of the runtime.
fn in_task<R: Spawner>(runtime: &R, f: impl FnOnce(&R) + Send + 'static) {
    let inner = runtime.clone();
    let task = runtime.spawn(async move { f(&inner) });
    task.join().expect("the task ends");
}

pub(crate) fn many_worker(n: usize) {
    let owned = OwnedTokio::multi_thread(2).expect("a runtime");
    let rt = owned.handle().clone();
    many(n, owned.handle(), move |gate| rt.block_on(gate));
}

pub(crate) fn many_smol(n: usize) {
    let owned = OwnedSmol::new(2).expect("a runtime");
    let rt = owned.handle().clone();
    many(n, owned.handle(), move |gate| rt.block_on(gate));
}

pub(crate) fn many_in_place(n: usize) {
    let owned = OwnedTokio::multi_thread(2).expect("a runtime");
    many(n, owned.handle(), in_place);
}

/// So many tasks, each of which waits for another task that answers it.
fn many<R: Spawner>(n: usize, runtime: &R, block_on: impl Fn(Wait<'_>) + Send + Sync + 'static) {
    let block_on = Arc::new(block_on);
    let tasks: Vec<_> = (0..n)
        .map(|_| {
            let (answer, answered) = bounded(1);
            let block_on = block_on.clone();
            let task = runtime.spawn(async move { block_on(Box::pin(asked(answered))) });
            drop(runtime.spawn(async move {
                let _ = answer.send(()).await;
            }));
            task
        })
        .collect();
    for task in tasks {
        task.join().expect("the task ends");
    }
}

async fn asked(answered: Receiver<()>) {
    answered.recv().await.expect("it is answered");
}

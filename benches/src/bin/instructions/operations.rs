//! What is counted, and its bars.

use std::future::Future;
use std::hint::black_box;
use std::sync::Arc;

use amphi::Handle;
use amphi::async_std::AsyncStdRuntime;
use amphi::smol::{Executor, OwnedRuntime as OwnedSmol, SmolRuntime};
use amphi::tokio::{OwnedRuntime as OwnedTokio, TokioRuntime};
use amphi_core::{BlockOn, Spawner, context_var, offload, park};
use futures_lite::future;
use tokio::runtime::Builder;

use crate::Bar::{self, AtMost, Percent, Reference};
use crate::items;

pub(crate) struct Operation {
    pub(crate) name: &'static str,
    pub(crate) bar: Bar,
    /// Does it so many times.
    pub(crate) run: fn(u64),
}

/// In the order in which they are counted.
pub(crate) fn all() -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter().chain(items::OPERATIONS)
}

pub(crate) fn find(name: &str) -> Option<&'static Operation> {
    all().find(|operation| operation.name == name)
}

context_var! { static NUMBER: u32 }

const TOKIO_TASK: &str = "task: tokio";

/// A ready wait may take sixty instructions more than the 45 of futures-lite, which enters nothing; where
/// tokio's context must be entered, 250 in all. How much of futures-lite's own the compiler leaves
/// differs from build to build, so it is shown, and is no part of the bar. Two bars are higher than the
/// project wants them, and keep what was reached: tokio's task and the task on an application's
/// executor (102 percent is wanted).
const OPERATIONS: &[Operation] = &[
    operation("ready: futures-lite", Reference, |n| {
        times(n, || future::block_on(async { 1 }));
    }),
    operation("ready: tokio's Handle", Reference, |n| {
        let owned = tokio();
        let handle = owned.handle().as_tokio().clone();
        times(n, || handle.block_on(async { 1 }));
    }),
    operation("ready: amphi-smol", AtMost(105), |n| {
        ready(n, smol().handle());
    }),
    operation("ready: amphi-smol, nested", AtMost(105), |n| {
        nested(n, smol().handle());
    }),
    operation("ready: amphi-async-std", AtMost(105), |n| {
        ready(n, &AsyncStdRuntime::global());
    }),
    operation("ready: amphi-tokio", AtMost(250), |n| {
        ready(n, tokio().handle());
    }),
    operation("ready: amphi-tokio, nested", AtMost(250), |n| {
        nested(n, tokio().handle());
    }),
    operation(
        "ready: amphi-tokio, in a current-thread task",
        AtMost(250),
        |n| {
            current_thread(|rt| async move { ready(n, &rt) });
        },
    ),
    operation("ready: amphi-tokio, in a worker's task", AtMost(250), |n| {
        let owned = tokio();
        let rt = owned.handle().clone();
        owned
            .handle()
            .block_on(owned.handle().spawn(async move { ready(n, &rt) }))
            .expect("the task ends");
    }),
    operation("ready: amphi::Handle on smol", AtMost(200), |n| {
        let owned = smol();
        ready(n, &Handle::from(owned.handle()));
    }),
    operation("ready: amphi::Handle on tokio", AtMost(290), |n| {
        let owned = tokio();
        ready(n, &Handle::from(owned.handle()));
    }),
    operation(TOKIO_TASK, Reference, |n| {
        current_thread(|rt| async move {
            for _ in 0..n {
                let _ = black_box(rt.as_tokio().spawn(async { 1 }).await);
            }
        });
    }),
    operation("task: amphi-tokio", Percent(TOKIO_TASK, 108), |n| {
        current_thread(|rt| async move {
            for _ in 0..n {
                let _ = black_box(rt.spawn(async { 1 }).await);
            }
        });
    }),
    // The slot alone, without the threads of a pool.
    operation("closure: made, run and awaited", AtMost(725), |n| {
        times(n, || {
            let (job, handle) = offload::new(|| black_box(1));
            job.run();
            park::block_on(handle)
        });
    }),
    // Each of them takes a copy and swaps it in; so does the one that spawns them.
    operation(
        "task: amphi-tokio, with a context",
        Percent(TOKIO_TASK, 140),
        |n| {
            current_thread(|rt| {
                NUMBER.scope(7, async move {
                    for _ in 0..n {
                        let _ = black_box(rt.spawn(async { 1 }).await);
                    }
                })
            });
        },
    ),
    operation("task: async-executor", Reference, |n| {
        let executor = Arc::new(Executor::new());
        let inner = executor.clone();
        future::block_on(executor.run(async move {
            for _ in 0..n {
                black_box(inner.spawn(async { 1 }).await);
            }
        }));
    }),
    // Each poll is marked, since nobody tells whose threads run an application's executor.
    operation(
        "task: amphi-smol on that executor",
        Percent("task: async-executor", 130),
        |n| {
            let executor = Arc::new(Executor::new());
            let rt = SmolRuntime::from(executor.clone());
            future::block_on(executor.run(async move {
                for _ in 0..n {
                    let _ = black_box(rt.spawn(async { 1 }).await);
                }
            }));
        },
    ),
];

pub(crate) const fn operation(name: &'static str, bar: Bar, run: fn(u64)) -> Operation {
    Operation { name, bar, run }
}

pub(crate) fn times<T>(n: u64, mut f: impl FnMut() -> T) {
    for _ in 0..n {
        black_box(f());
    }
}

fn ready(n: u64, rt: &impl BlockOn) {
    times(n, || rt.block_on(async { 1 }));
}

fn nested(n: u64, rt: &impl BlockOn) {
    rt.block_on(async { ready(n, rt) });
}

pub(crate) fn smol() -> OwnedSmol {
    OwnedSmol::new(1).expect("a thread")
}

pub(crate) fn tokio() -> OwnedTokio {
    OwnedTokio::multi_thread(1).expect("a thread")
}

/// Everything on one thread, so that counts repeat.
fn current_thread<F: Future>(f: impl FnOnce(TokioRuntime) -> F) {
    let runtime = Builder::new_current_thread()
        .build()
        .expect("a runtime without drivers");
    runtime.block_on(f(TokioRuntime::from(runtime.handle().clone())));
}

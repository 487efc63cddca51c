//! A task that is spawned and awaited where there is one thread (S1, S2).
//!
//! Ceilings are a few percent above what was read, since the same code counts differently from build to build.

use std::future::Future;
use std::hint::black_box;
use std::sync::Arc;

use amphi::Handle;
use amphi::async_std::AsyncStdRuntime;
use amphi::smol::{Executor, SmolRuntime};
use amphi_core::{BlockOn, Spawner, context_var};
use futures_lite::future;

use crate::bar::Bar::{Missed, Own, Reference};
use crate::bar::percent;
use crate::operation::{Operation, operation};
use crate::tools::{current_thread, smol};

context_var! { static NUMBER: u32 }

const TOKIO: &str = "task: tokio";
const SMOL: &str = "task: async-executor";
const ASYNC_STD: &str = "task: async-std";

pub(crate) const OPERATIONS: &[Operation] = &[
    operation(TOKIO, Reference, |n| {
        current_thread(|rt| many(n, move || rt.as_tokio().spawn(async { 1 })));
    }),
    operation(
        "task: amphi-tokio",
        Missed {
            bar: percent(TOKIO, 102),
            ceiling: percent(TOKIO, 103),
        },
        |n| current_thread(|rt| many(n, move || rt.spawn(async { 1 }))),
    ),
    operation(
        "task: amphi::Handle on tokio",
        Missed {
            bar: percent(TOKIO, 105).or_plus(40),
            ceiling: percent(TOKIO, 110),
        },
        |n| {
            current_thread(|rt| {
                let handle = Handle::from(rt);
                many(n, move || handle.spawn(async { 1 }))
            });
        },
    ),
    // Each of them takes a copy and swaps it in; so does the one that spawns them.
    operation(
        "task: amphi-tokio, with a context",
        Own(percent(TOKIO, 135)),
        |n| {
            current_thread(|rt| NUMBER.scope(7, many(n, move || rt.spawn(async { 1 }))));
        },
    ),
    operation(SMOL, Reference, |n| {
        let executor = Arc::new(Executor::new());
        let inner = executor.clone();
        let task = executor.spawn(many(n, move || inner.spawn(async { 1 })));
        future::block_on(executor.run(task));
    }),
    operation(
        "task: amphi-smol",
        Missed {
            bar: percent(SMOL, 102),
            ceiling: percent(SMOL, 109),
        },
        |n| {
            let owned = smol();
            let rt = owned.handle().clone();
            let task = owned.handle().spawn(many(n, move || rt.spawn(async { 1 })));
            owned.handle().block_on(task).expect("the task ends");
        },
    ),
    operation(
        "task: amphi::Handle on smol",
        Missed {
            bar: percent(SMOL, 105).or_plus(40),
            ceiling: percent(SMOL, 117),
        },
        |n| {
            let owned = smol();
            let handle = Handle::from(owned.handle());
            let task = handle
                .clone()
                .spawn(many(n, move || handle.spawn(async { 1 })));
            owned.handle().block_on(task).expect("the task ends");
        },
    ),
    // Each poll is marked, since nobody tells whose threads run an application's executor.
    operation(
        "task: amphi-smol on an application's executor",
        Missed {
            bar: percent(SMOL, 102),
            ceiling: percent(SMOL, 117),
        },
        |n| {
            let executor = Arc::new(Executor::new());
            let rt = SmolRuntime::from(executor.clone());
            let task = executor.spawn(many(n, move || rt.spawn(async { 1 })));
            future::block_on(executor.run(task));
        },
    ),
    operation(ASYNC_STD, Reference, |n| {
        let task = async_std::task::spawn(many(n, || async_std::task::spawn(async { 1 })));
        async_std::task::block_on(task);
    }),
    operation(
        "task: amphi-async-std",
        Missed {
            bar: percent(ASYNC_STD, 102),
            ceiling: percent(ASYNC_STD, 119),
        },
        |n| {
            let rt = AsyncStdRuntime::global();
            let task = rt.spawn(many(n, move || rt.spawn(async { 1 })));
            rt.block_on(task).expect("the task ends");
        },
    ),
    operation(
        "task: amphi::Handle on async-std",
        Missed {
            bar: percent(ASYNC_STD, 105).or_plus(40),
            ceiling: percent(ASYNC_STD, 123),
        },
        |n| {
            let handle = Handle::async_std();
            let task = handle
                .clone()
                .spawn(many(n, move || handle.spawn(async { 1 })));
            Handle::async_std().block_on(task).expect("the task ends");
        },
    ),
];

/// Spawns so many, one after the other, and awaits each.
async fn many<F: Future>(n: u64, spawn: impl Fn() -> F) {
    for _ in 0..n {
        black_box(spawn().await);
    }
}

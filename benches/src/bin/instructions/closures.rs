//! A closure that is offloaded, run and awaited (S1, S2).
//!
//! The one thread of the pool is kept busy until all of them are queued, and they are awaited when all have
//! run: so no thread goes to sleep in between, and counts repeat.

use std::future::Future;
use std::hint::black_box;
use std::sync::mpsc::channel;

use amphi::Handle;
use amphi::async_std::AsyncStdRuntime;
use amphi::smol::SmolRuntime;
use amphi::tokio::TokioRuntime;
use amphi_core::{SpawnBlocking, offload, park};
use amphi_pool::Pool;
use futures_lite::future::block_on;
use tokio::runtime::{Builder, Runtime};

use crate::bar::Bar::{Missed, Must, Reference};
use crate::bar::{Limit, at_most, percent};
use crate::operation::{Operation, operation};
use crate::tools::times;

const TOKIO: &str = "closure: tokio";
const BLOCKING: &str = "closure: blocking";
const ASYNC_STD: &str = "closure: async-std";
const FACADE: &str = "closure: amphi::Handle on tokio";

pub(crate) const OPERATIONS: &[Operation] = &[
    operation(TOKIO, Reference, |n| {
        let pool = tokio_pool();
        many(n, |f| pool.spawn_blocking(f), |f| pool.spawn_blocking(f));
    }),
    operation(
        "closure: amphi-tokio",
        Missed {
            bar: one_more(TOKIO, 110),
            ceiling: one_more(TOKIO, 166),
        },
        |n| {
            let pool = tokio_pool();
            let rt = TokioRuntime::from(pool.handle().clone());
            many(n, |f| rt.spawn_blocking(f), |f| rt.spawn_blocking(f));
        },
    ),
    operation(
        FACADE,
        Missed {
            bar: one_more(TOKIO, 110),
            ceiling: one_more(TOKIO, 176),
        },
        |n| {
            let pool = tokio_pool();
            let handle = Handle::from(TokioRuntime::from(pool.handle().clone()));
            many(
                n,
                |f| handle.spawn_blocking(f),
                |f| handle.spawn_blocking(f),
            );
        },
    ),
    operation(
        "closure: amphi::asyncify on tokio",
        Must(percent(FACADE, 105).or_plus(40)),
        |n| {
            let pool = tokio_pool();
            let handle = Handle::from(TokioRuntime::from(pool.handle().clone()));
            let one = handle.asyncify(one);
            many(n, |f| handle.spawn_blocking(f), |_| one().spawn());
        },
    ),
    operation(BLOCKING, Reference, |n| {
        many(n, blocking::unblock, blocking::unblock);
    }),
    operation(
        "closure: amphi-smol",
        Missed {
            bar: one_more(BLOCKING, 110),
            // Not beside the pool's own: that counts 360 to 430, as its thread sleeps or not.
            ceiling: at_most(1080).and_allocations(2),
        },
        |n| {
            let rt = SmolRuntime::global();
            many(n, |f| rt.spawn_blocking(f), |f| rt.spawn_blocking(f));
        },
    ),
    operation(ASYNC_STD, Reference, |n| {
        use async_std::task::spawn_blocking;
        many(n, spawn_blocking, spawn_blocking);
    }),
    operation(
        "closure: amphi-async-std",
        Must(one_more(ASYNC_STD, 110)),
        |n| {
            let rt = AsyncStdRuntime::global();
            many(n, |f| rt.spawn_blocking(f), |f| rt.spawn_blocking(f));
        },
    ),
    operation(
        "closure: amphi_pool::Pool",
        Must(at_most(960).and_allocations(1)),
        |n| {
            let pool = Pool::builder().max_threads(1).build().expect("a pool");
            many(n, |f| pool.spawn_blocking(f), |f| pool.spawn_blocking(f));
        },
    ),
    // The slot alone, without the threads of a pool.
    operation(
        "closure: its slot, made, run and awaited",
        Must(at_most(440).and_allocations(1)),
        |n| {
            times(n, || {
                let (job, handle) = offload::new(|| black_box(1));
                job.run();
                park::block_on(handle)
            });
        },
    ),
];

/// The cancel token may be one allocation more. The slot it is in, which lets a closure be cancelled, taken
/// back and cancelled from afar at any time, costs as many instructions as the pools do.
const fn one_more(reference: &'static str, most: u64) -> Limit {
    percent(reference, most).and_allocations(1)
}

/// A runtime that is not driven, since only its pool is asked: no budget limits who waits.
fn tokio_pool() -> Runtime {
    let mut builder = Builder::new_current_thread();
    let runtime = builder.max_blocking_threads(1).build();
    runtime.expect("a runtime")
}

fn one() -> u32 {
    black_box(1)
}

/// Gives the pool so many closures while its thread is busy, and awaits them when they have run.
fn many<H: Future, B>(
    n: u64,
    spawn_other: impl Fn(Box<dyn FnOnce() + Send>) -> B,
    spawn: impl Fn(fn() -> u32) -> H,
) {
    let (release, released) = channel::<()>();
    let (tell, told) = channel::<()>();
    let busy = spawn_other(Box::new(move || {
        let _ = released.recv();
    }));
    let handles: Vec<H> = (0..n).map(|_| spawn(one)).collect();
    let last = spawn_other(Box::new(move || drop(tell)));
    drop(release);
    // Until it is dropped.
    told.recv().expect_err("it sends nothing");
    for handle in handles {
        black_box(block_on(handle));
    }
    drop((busy, last));
}

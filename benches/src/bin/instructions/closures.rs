//! A closure that is offloaded, run and awaited (S1, S2).
//!
//! The one thread of the pool is busy before the first is queued and until the last one is, and they are awaited
//! when all have run: so no two threads want a lock at once, none goes to sleep in between, and counts repeat.

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

use crate::bar::Bar::{self, Missed, Must, Own, Reference};
use crate::bar::{Limit, at_most, percent};
use crate::operation::{Operation, operation};
use crate::tools::times;

const TOKIO: &str = "closure: tokio";
const BLOCKING: &str = "closure: blocking";
const ASYNC_STD: &str = "closure: async-std";
const FACADE: &str = "closure: amphi::Handle on tokio";
const FACADE_SMOL: &str = "closure: amphi::Handle on smol";
const FACADE_ASYNC_STD: &str = "closure: amphi::Handle on async-std";

pub(crate) const OPERATIONS: &[Operation] = &[
    operation(TOKIO, Reference, |n| {
        let pool = tokio_pool();
        many(n, |f| pool.spawn_blocking(f), |f| pool.spawn_blocking(f));
    }),
    operation(
        "closure: amphi-tokio",
        Missed {
            bar: one_more(TOKIO, 110),
            ceiling: one_more(TOKIO, 172),
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
            ceiling: one_more(TOKIO, 182),
        },
        |n| {
            let pool = tokio_pool();
            many_of(n, &TokioRuntime::from(pool.handle().clone()).into());
        },
    ),
    operation(
        "closure: amphi::asyncify on tokio",
        asyncified(FACADE),
        |n| {
            let pool = tokio_pool();
            many_asyncified(n, &TokioRuntime::from(pool.handle().clone()).into());
        },
    )
    .beside(TOKIO),
    operation(BLOCKING, Reference, |n| {
        many(n, blocking::unblock, blocking::unblock);
    }),
    operation(
        "closure: amphi-smol",
        Missed {
            bar: one_more(BLOCKING, 110),
            ceiling: one_more(BLOCKING, 245),
        },
        |n| {
            let rt = SmolRuntime::global();
            many(n, |f| rt.spawn_blocking(f), |f| rt.spawn_blocking(f));
        },
    ),
    operation(
        FACADE_SMOL,
        Missed {
            bar: one_more(BLOCKING, 110),
            ceiling: one_more(BLOCKING, 262),
        },
        |n| many_of(n, &Handle::smol()),
    ),
    operation(
        "closure: amphi::asyncify on smol",
        asyncified(FACADE_SMOL),
        |n| many_asyncified(n, &Handle::smol()),
    )
    .beside(BLOCKING),
    // A task of async-std waits for the closure: the one thread of its tasks is busy meanwhile, too.
    operation(ASYNC_STD, Reference, |n| {
        use async_std::task::{block_on, spawn, spawn_blocking};
        let (release, released) = channel::<()>();
        let (begin, begun) = channel::<()>();
        let busy = spawn(async move {
            drop(begin);
            let _ = released.recv();
        });
        begun.recv().expect_err("it sends nothing");
        many_settled(n, spawn_blocking, spawn_blocking, || {
            drop(release);
            block_on(busy);
            block_on(spawn(async {}));
        });
    })
    .of_three(),
    operation(
        "closure: amphi-async-std",
        Must(one_more(ASYNC_STD, 110)),
        |n| {
            let rt = AsyncStdRuntime::global();
            many(n, |f| rt.spawn_blocking(f), |f| rt.spawn_blocking(f));
        },
    ),
    operation(FACADE_ASYNC_STD, Must(one_more(ASYNC_STD, 110)), |n| {
        many_of(n, &Handle::async_std());
    }),
    operation(
        "closure: amphi::asyncify on async-std",
        asyncified(FACADE_ASYNC_STD),
        |n| many_asyncified(n, &Handle::async_std()),
    )
    .beside(ASYNC_STD),
    operation(
        "closure: amphi_pool::Pool",
        Own(at_most(1010).and_allocations(1)),
        |n| {
            let pool = Pool::builder().max_threads(1).build().expect("a pool");
            many(n, |f| pool.spawn_blocking(f), |f| pool.spawn_blocking(f));
        },
    )
    .beside(BLOCKING),
    // The slot alone, without the threads of a pool.
    operation(
        "closure: its slot, made, run and awaited",
        Own(at_most(450).and_allocations(1)),
        |n| {
            times(n, || {
                let (job, handle) = offload::new(|| black_box(1));
                job.run();
                park::block_on(handle)
            });
        },
    )
    .beside(BLOCKING),
];

/// By a function that `asyncify` made: little more than by hand.
const fn asyncified(by_hand: &'static str) -> Bar {
    Own(percent(by_hand, 110).or_plus(90))
}

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
    many_settled(n, spawn_other, spawn, || {});
}

/// The same through the facade.
fn many_of(n: u64, handle: &Handle) {
    many(
        n,
        |f| handle.spawn_blocking(f),
        |f| handle.spawn_blocking(f),
    );
}

/// The same by a function that takes them there.
fn many_asyncified(n: u64, handle: &Handle) {
    let one = handle.asyncify(one);
    many(n, |f| handle.spawn_blocking(f), |_| one().spawn());
}

/// The same, and `settle` ends what else there is to do before they are awaited.
fn many_settled<H: Future, B>(
    n: u64,
    spawn_other: impl Fn(Box<dyn FnOnce() + Send>) -> B,
    spawn: impl Fn(fn() -> u32) -> H,
    settle: impl FnOnce(),
) {
    let (release, released) = channel::<()>();
    let (tell, told) = channel::<()>();
    let (begin, begun) = channel::<()>();
    let busy = spawn_other(Box::new(move || {
        drop(begin);
        let _ = released.recv();
    }));
    // Until it is dropped, here and below.
    begun.recv().expect_err("it sends nothing");
    let handles: Vec<H> = (0..n).map(|_| spawn(one)).collect();
    let last = spawn_other(Box::new(move || drop(tell)));
    drop(release);
    told.recv().expect_err("it sends nothing");
    settle();
    for handle in handles {
        black_box(block_on(handle));
    }
    drop((busy, last));
}

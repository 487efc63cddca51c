//! Waits for what is ready (S3).

use amphi::Handle;
use amphi::async_std::AsyncStdRuntime;
use amphi_core::BlockOn;
use futures_lite::future;
use tokio::task::block_in_place;

use crate::bar::Bar::{self, Must, Reference};
use crate::bar::at_most;
use crate::operation::{Operation, operation};
use crate::tools::{current_thread, in_closure, in_task, smol, times, tokio};

const PLAIN: &str = "ready: futures-lite";
const TOKIOS: &str = "ready: tokio's Handle";
const IN_PLACE: &str = "ready: block_in_place and tokio's Handle, in a worker's task";

/// A ready wait may take sixty instructions more than the 45 of futures-lite, which enters nothing; where
/// tokio's context must be entered, 250 in all. How much of futures-lite's own the compiler leaves
/// differs from build to build, so it is shown, and is no part of the bar. The facade may take 40
/// more, or 1.05 times as many (S2).
pub(crate) const OPERATIONS: &[Operation] = &[
    operation(PLAIN, Reference, |n| {
        times(n, || future::block_on(async { 1 }));
    }),
    operation(TOKIOS, Reference, |n| {
        let owned = tokio();
        let handle = owned.handle().as_tokio().clone();
        times(n, || handle.block_on(async { 1 }));
    }),
    operation(IN_PLACE, Reference, |n| {
        in_task(tokio().handle(), move |rt| {
            let handle = rt.as_tokio();
            times(n, || block_in_place(|| handle.block_on(async { 1 })));
        });
    }),
    operation("ready: async_io::block_on", Reference, |n| {
        times(n, || async_io::block_on(async { 1 }));
    }),
    operation("ready: async-std's block_on", Reference, |n| {
        times(n, || async_std::task::block_on(async { 1 }));
    }),
    operation("ready: amphi-smol", SMOL, |n| ready(n, smol().handle())).beside(PLAIN),
    operation("ready: amphi-smol, nested", SMOL, |n| {
        nested(n, smol().handle());
    })
    .beside(PLAIN),
    operation("ready: amphi-smol, in a task", SMOL, |n| {
        in_task(smol().handle(), move |rt| ready(n, rt));
    })
    .beside(PLAIN),
    operation("ready: amphi-async-std", SMOL, |n| ready(n, &async_std())).beside(PLAIN),
    operation("ready: amphi-async-std, in a task", SMOL, |n| {
        in_task(&async_std(), move |rt| ready(n, rt));
    })
    .beside(PLAIN),
    operation("ready: amphi-tokio", TOKIO, |n| ready(n, tokio().handle())).beside(TOKIOS),
    operation("ready: amphi-tokio, nested", TOKIO, |n| {
        nested(n, tokio().handle());
    })
    .beside(TOKIOS),
    operation("ready: amphi-tokio, in a current-thread task", TOKIO, |n| {
        current_thread(|rt| async move { ready(n, &rt) });
    })
    .beside(TOKIOS),
    operation("ready: amphi-tokio, in a worker's task", TOKIO, |n| {
        in_task(tokio().handle(), move |rt| ready(n, rt));
    })
    .beside(IN_PLACE),
    operation("ready: amphi::Handle on smol", FACADE_SMOL, |n| {
        ready(n, &Handle::from(smol().handle()));
    })
    .beside(PLAIN),
    operation(
        "ready: amphi::Handle on smol, in a task",
        FACADE_SMOL,
        |n| {
            in_task(smol().handle(), move |rt| ready(n, &Handle::from(rt)));
        },
    )
    .beside(PLAIN),
    operation("ready: amphi::Handle on tokio", Must(at_most(290)), |n| {
        ready(n, &Handle::from(tokio().handle()));
    })
    .beside(TOKIOS),
    operation(
        "ready: amphi::Handle on tokio, in a current-thread task",
        Must(at_most(290)),
        |n| {
            current_thread(|rt| async move { ready(n, &Handle::from(rt)) });
        },
    )
    .beside(TOKIOS),
    operation(
        "ready: amphi::Handle on tokio, in a worker's task",
        Must(at_most(290)),
        |n| {
            in_task(tokio().handle(), move |rt| ready(n, &Handle::from(rt)));
        },
    )
    .beside(IN_PLACE),
    operation("ready: amphi::Handle on async-std", FACADE_SMOL, |n| {
        ready(n, &Handle::async_std());
    })
    .beside(PLAIN),
    operation(
        "ready: amphi::Handle on async-std, in a task",
        FACADE_SMOL,
        |n| in_task(&Handle::async_std(), move |rt| ready(n, rt)),
    )
    .beside(PLAIN),
    operation("ready: amphi-smol, in a closure", SMOL, |n| {
        in_closure(smol().handle(), move |rt| ready(n, rt));
    })
    .beside(PLAIN),
    operation("ready: amphi-async-std, in a closure", SMOL, |n| {
        in_closure(&async_std(), move |rt| ready(n, rt));
    })
    .beside(PLAIN),
    operation("ready: amphi-tokio, in a closure", TOKIO, |n| {
        in_closure(tokio().handle(), move |rt| ready(n, rt));
    })
    .beside(TOKIOS),
    operation(
        "ready: amphi::Handle on smol, in a closure",
        FACADE_SMOL,
        |n| {
            in_closure(smol().handle(), move |rt| ready(n, &Handle::from(rt)));
        },
    )
    .beside(PLAIN),
    operation(
        "ready: amphi::Handle on async-std, in a closure",
        FACADE_SMOL,
        |n| in_closure(&Handle::async_std(), move |rt| ready(n, rt)),
    )
    .beside(PLAIN),
    operation(
        "ready: amphi::Handle on tokio, in a closure",
        Must(at_most(290)),
        |n| {
            in_closure(tokio().handle(), move |rt| ready(n, &Handle::from(rt)));
        },
    )
    .beside(TOKIOS),
];

const SMOL: Bar = Must(at_most(105));
const TOKIO: Bar = Must(at_most(250));
const FACADE_SMOL: Bar = Must(at_most(145));

fn async_std() -> AsyncStdRuntime {
    AsyncStdRuntime::global()
}

fn ready(n: u64, rt: &impl BlockOn) {
    times(n, || rt.block_on(async { 1 }));
}

fn nested(n: u64, rt: &impl BlockOn) {
    rt.block_on(async { ready(n, rt) });
}

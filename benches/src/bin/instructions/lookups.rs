//! What finds its runtime, or its context, by itself.

use amphi::async_std::AsyncStdRuntime;
use amphi::{Handle, syncify};
use amphi_core::context::Context;
use amphi_core::context_var;

use crate::bar::Bar::{Own, Reference};
use crate::bar::at_most;
use crate::operation::{Operation, operation};
use crate::tools::{current_thread, in_task, smol, times, tokio};

context_var! { static NUMBER: u32 }

tokio::task_local! { static OF_TASK: u32 }

const TOKIO: &str = "lookup: tokio's Handle::current";
const TASK_LOCAL: &str = "lookup: a task_local of tokio's, where none is in scope";
/// A wait that is written out.
const WAIT: &str = "ready: futures-lite";

pub(crate) const OPERATIONS: &[Operation] = &[
    operation(TOKIO, Reference, |n| {
        current_thread(async |_| times(n, tokio::runtime::Handle::current));
    }),
    operation(
        "lookup: amphi::Handle::current in a tokio task",
        Own(at_most(190)),
        |n| current_thread(async |_| times(n, Handle::current)),
    )
    .beside(TOKIO),
    operation(
        "lookup: amphi::Handle::current in a smol task",
        Own(at_most(135)),
        |n| in_task(smol().handle(), move |_| times(n, Handle::current)),
    )
    .beside(TOKIO),
    operation(
        "lookup: amphi::Handle::current in an async-std task",
        Own(at_most(135)),
        |n| {
            in_task(&AsyncStdRuntime::global(), move |_| {
                times(n, Handle::current);
            });
        },
    )
    .beside(TOKIO),
    operation(
        "lookup: amphi::Handle::current where one is entered",
        Own(at_most(116)),
        |n| {
            let owned = tokio();
            let _entered = Handle::from(owned.handle()).enter();
            times(n, Handle::current);
        },
    )
    .beside(TOKIO),
    operation(TASK_LOCAL, Reference, |n| {
        times(n, || OF_TASK.try_with(|number| *number).ok());
    }),
    operation(
        "lookup: a context, where nothing is in scope",
        Own(at_most(18)),
        |n| times(n, Context::to_carry),
    )
    .beside(TASK_LOCAL),
    operation(
        "lookup: a variable, where nothing is in scope",
        Own(at_most(42)),
        |n| times(n, || NUMBER.get()),
    )
    .beside(TASK_LOCAL),
    operation(
        "ready: a function by syncify, in a smol task",
        Own(at_most(290)),
        |n| {
            in_task(smol().handle(), move |_| {
                let next = syncify(next);
                times(n, || next(1));
            });
        },
    )
    .beside(WAIT),
    operation(
        "ready: a function by syncify, in a tokio task",
        Own(at_most(495)),
        |n| {
            in_task(tokio().handle(), move |_| {
                let next = syncify(next);
                times(n, || next(1));
            });
        },
    )
    .beside(WAIT),
];

async fn next(number: u32) -> u32 {
    number + 1
}

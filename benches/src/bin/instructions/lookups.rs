//! What finds its runtime, or its context, by itself.

use amphi::{Handle, syncify};
use amphi_core::context::Context;
use amphi_core::context_var;

use crate::bar::Bar::{Must, Reference};
use crate::bar::at_most;
use crate::operation::{Operation, operation};
use crate::tools::{current_thread, in_task, smol, times, tokio};

context_var! { static NUMBER: u32 }

pub(crate) const OPERATIONS: &[Operation] = &[
    operation("lookup: tokio's Handle::current", Reference, |n| {
        current_thread(async |_| times(n, tokio::runtime::Handle::current));
    }),
    operation(
        "lookup: amphi::Handle::current in a tokio task",
        Must(at_most(170)),
        |n| current_thread(async |_| times(n, Handle::current)),
    ),
    operation(
        "lookup: amphi::Handle::current in a smol task",
        Must(at_most(140)),
        |n| in_task(smol().handle(), move |_| times(n, Handle::current)),
    ),
    operation(
        "lookup: amphi::Handle::current where one is entered",
        Must(at_most(120)),
        |n| {
            let owned = tokio();
            let _entered = Handle::from(owned.handle()).enter();
            times(n, Handle::current);
        },
    ),
    operation(
        "lookup: a context, where nothing is in scope",
        Must(at_most(20)),
        |n| times(n, Context::to_carry),
    ),
    operation(
        "lookup: a variable, where nothing is in scope",
        Must(at_most(50)),
        |n| times(n, || NUMBER.get()),
    ),
    operation(
        "ready: a function by syncify, in a smol task",
        Must(at_most(320)),
        |n| {
            in_task(smol().handle(), move |_| {
                let next = syncify(next);
                times(n, || next(1));
            });
        },
    ),
    operation(
        "ready: a function by syncify, in a tokio task",
        Must(at_most(500)),
        |n| {
            in_task(tokio().handle(), move |_| {
                let next = syncify(next);
                times(n, || next(1));
            });
        },
    ),
];

async fn next(number: u32) -> u32 {
    number + 1
}

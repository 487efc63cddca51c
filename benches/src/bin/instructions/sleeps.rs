//! A sleep that is made and dropped (S1, S2).

use std::time::Duration;

use amphi::Handle;
use amphi::async_std::AsyncStdRuntime;
use amphi_core::Timer;

use crate::bar::Bar::{Must, Reference};
use crate::bar::percent;
use crate::operation::{Operation, operation};
use crate::tools::{current_thread_with_timers, smol, times};

const TOKIO: &str = "sleep: tokio";
const ASYNC_IO: &str = "sleep: async-io";
const SECOND: Duration = Duration::from_secs(1);

/// The few instructions of the clock, which the kernel lends, are now and then some more: on a busy machine those that are near
/// their bar are counted more than once.
pub(crate) const OPERATIONS: &[Operation] = &[
    operation(TOKIO, Reference, |n| {
        current_thread_with_timers(async |_| times(n, || tokio::time::sleep(SECOND)));
    }),
    operation("sleep: amphi-tokio", Must(percent(TOKIO, 102)), |n| {
        current_thread_with_timers(async |rt| times(n, || rt.sleep(SECOND)));
    }),
    operation(
        "sleep: amphi::Handle on tokio",
        Must(percent(TOKIO, 105).or_plus(40)),
        |n| {
            current_thread_with_timers(async |rt| {
                let handle = Handle::from(rt);
                times(n, || handle.sleep(SECOND));
            });
        },
    ),
    operation(ASYNC_IO, Reference, |n| {
        times(n, || async_io::Timer::after(SECOND));
    }),
    operation("sleep: amphi-smol", Must(percent(ASYNC_IO, 102)), |n| {
        let owned = smol();
        times(n, || owned.handle().sleep(SECOND));
    })
    .of_three(),
    operation(
        "sleep: amphi-async-std",
        Must(percent(ASYNC_IO, 102)),
        |n| {
            let rt = AsyncStdRuntime::global();
            times(n, || rt.sleep(SECOND));
        },
    )
    .of_three(),
    operation(
        "sleep: amphi::Handle on smol",
        Must(percent(ASYNC_IO, 105).or_plus(40)),
        |n| {
            let owned = smol();
            let handle = Handle::from(owned.handle());
            times(n, || handle.sleep(SECOND));
        },
    ),
    operation(
        "sleep: amphi::Handle on async-std",
        Must(percent(ASYNC_IO, 105).or_plus(40)),
        |n| {
            let handle = Handle::async_std();
            times(n, || handle.sleep(SECOND));
        },
    ),
];

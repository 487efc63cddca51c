//! What is scaled, by whom, and how far.

use crate::{firing, nests, queues, tasks, timers};

/// A name, and what does so many.
pub(crate) type Contender = (&'static str, fn(usize));

pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) numbers: &'static [usize],
    pub(crate) contenders: &'static [Contender],
}

const TO_A_MILLION: &[usize] = &[1000, 10_000, 100_000, 1_000_000];

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "tasks alive at once",
        numbers: TO_A_MILLION,
        contenders: &[
            ("tokio", tasks::tokio),
            ("amphi-tokio", tasks::amphi_tokio),
            ("async-executor", tasks::async_executor),
            ("amphi-smol", tasks::amphi_smol),
        ],
    },
    Case {
        name: "closures queued",
        numbers: TO_A_MILLION,
        contenders: &[
            ("tokio", queues::tokio),
            ("blocking", queues::blocking),
            ("amphi-tokio", queues::amphi_tokio),
            ("amphi-smol", queues::amphi_smol),
            ("amphi_pool::Pool", queues::pool),
        ],
    },
    Case {
        name: "timers set at once",
        numbers: TO_A_MILLION,
        contenders: &[
            ("tokio", timers::tokio),
            ("amphi-tokio", timers::amphi_tokio),
            ("async-io", timers::async_io),
            ("amphi-smol", timers::amphi_smol),
        ],
    },
    Case {
        name: "timers that fire at once",
        numbers: TO_A_MILLION,
        contenders: &[
            ("tokio", firing::tokio),
            ("amphi-tokio", firing::amphi_tokio),
            ("async-io", firing::async_io),
            ("amphi-smol", firing::amphi_smol),
        ],
    },
    Case {
        name: "waits one inside the other",
        numbers: &[1, 10, 100, 1000],
        contenders: &[
            ("amphi-tokio, a worker", nests::deep_worker),
            ("amphi-tokio, current-thread", nests::deep_current),
            ("amphi-smol", nests::deep_smol),
            ("block_in_place and handle", nests::deep_in_place),
        ],
    },
    Case {
        name: "tasks that wait at once",
        numbers: &[1, 10, 100, 1000, 10_000],
        contenders: &[
            ("amphi-tokio, 2 workers", nests::many_worker),
            ("amphi-smol, 2 threads", nests::many_smol),
            ("block_in_place and handle", nests::many_in_place),
        ],
    },
];

//! [`CHECKS`]: which bar is on which contender of which group.

/// One bar on one contender.
pub(super) struct Check {
    pub(super) row: &'static str,
    pub(super) group: &'static str,
    pub(super) contender: &'static str,
    /// On one CPU; else on all.
    pub(super) one_cpu: bool,
    pub(super) bar: Bar,
    /// What the machine takes for the least that has to be done.
    pub(super) limit: Option<&'static str>,
}

pub(super) enum Bar {
    /// Nanoseconds.
    AtMost(f64),
    /// At most so many times the best of these.
    Times(f64, &'static [&'static str]),
    /// At least so many times as fast as the best of these.
    Faster(f64, &'static [&'static str]),
    /// At most so many times what the machine takes.
    OfLimit(f64),
    /// At most so many nanoseconds of CPU time more than this one.
    MoreCpu(f64, &'static str),
    /// No change of thread.
    NoSwitch,
    /// No thread is started.
    NoThread,
}

pub(super) const LIMITS: &str = "limits of the machine";
const ASKED: &str = "a thread asked and back, by park";
const LOCK: &str = "a lock that nobody wants";

const fn check(
    row: &'static str,
    group: &'static str,
    contender: &'static str,
    bar: Bar,
    limit: Option<&'static str>,
) -> Check {
    Check {
        row,
        group,
        contender,
        one_cpu: false,
        bar,
        limit,
    }
}

/// What a wait in a task costs, on tokio.
const fn on_tokio(group: &'static str, bar: Bar, limit: Option<&'static str>) -> Check {
    check("S4", group, "amphi-tokio", bar, limit)
}

/// The same on smol.
const fn on_smol(group: &'static str, bar: Bar, limit: Option<&'static str>) -> Check {
    check("S4", group, "amphi-smol", bar, limit)
}

const SMOL_1_ANSWER: &str = "smol, 1 thread(s), in a task: an answer of another task";
const SMOL_2_ANSWER: &str = "smol, 2 thread(s), in a task: an answer of another task";
const IN_PLACE: Bar = Bar::Times(1.1, &["block_in_place and handle"]);
const US_15: Bar = Bar::AtMost(15_000.0);
const NS_12: Bar = Bar::AtMost(12.0);
const NS_7: Bar = Bar::AtMost(7.0);
const TWENTY: Bar = Bar::Faster(20.0, &["blocking::Unblock", "tokio mpsc of 1024"]);
const POOLS: &[&str] = &["tokio spawn_blocking", "blocking::unblock"];
pub(super) const POOL: &str = "amphi_pool::Pool";
/// What a second without work costs.
const IDLE: Check = check(
    "S6",
    "one second without work",
    POOL,
    Bar::MoreCpu(1e6, "tokio spawn_blocking"),
    None,
);

pub(super) const CHECKS: &[Check] = &[
    on_tokio(
        "tokio current-thread, in a task: one yield",
        Bar::NoSwitch,
        None,
    ),
    on_tokio(
        "tokio multi-thread, 1 worker(s), in a task: one yield",
        IN_PLACE,
        None,
    ),
    on_tokio(
        "tokio multi-thread, 1 worker(s), in a task: a task that it spawns",
        IN_PLACE,
        Some(ASKED),
    ),
    on_tokio(
        "tokio multi-thread, 1 worker(s), in a task: an answer of another task",
        IN_PLACE,
        Some(ASKED),
    ),
    on_tokio(
        "tokio multi-thread, 2 worker(s), in a task: one yield",
        IN_PLACE,
        None,
    ),
    on_tokio(
        "tokio multi-thread, 2 worker(s), in a task: a task that it spawns",
        IN_PLACE,
        Some(ASKED),
    ),
    on_tokio(
        "tokio multi-thread, 2 worker(s), in a task: an answer of another task",
        IN_PLACE,
        Some(ASKED),
    ),
    on_smol("smol, 1 thread(s), in a task: one yield", US_15, None),
    on_smol(
        "smol, 1 thread(s), in a task: a task that it spawns",
        US_15,
        Some(ASKED),
    ),
    on_smol(SMOL_1_ANSWER, US_15, Some(ASKED)),
    on_smol(
        "smol, 2 thread(s), in a task: a task that it spawns",
        US_15,
        Some(ASKED),
    ),
    on_smol(SMOL_2_ANSWER, US_15, Some(ASKED)),
    on_smol(SMOL_1_ANSWER, Bar::NoThread, None),
    on_smol(SMOL_2_ANSWER, Bar::NoThread, None),
    check(
        "S5",
        "a closure, 16 in flight",
        POOL,
        Bar::Faster(6.0, POOLS),
        Some(LOCK),
    ),
    check(
        "S5",
        "a closure, 256 in flight",
        POOL,
        Bar::Faster(7.0, POOLS),
        Some(LOCK),
    ),
    check(
        "S6",
        "round trip of one closure",
        POOL,
        Bar::AtMost(1000.0),
        Some(ASKED),
    ),
    Check {
        one_cpu: true,
        ..check(
            "S6",
            "round trip of one closure",
            POOL,
            Bar::OfLimit(1.15),
            Some(ASKED),
        )
    },
    check(
        "S6",
        "a short closure behind one that blocks for 5 ms",
        POOL,
        Bar::Times(1.0, &["tokio spawn_blocking"]),
        Some(ASKED),
    ),
    IDLE,
    Check {
        one_cpu: true,
        ..IDLE
    },
    check(
        "S7",
        "512 sleepers of 100 us, together",
        POOL,
        Bar::Times(0.3, &["tokio spawn_blocking"]),
        None,
    ),
    check(
        "S7",
        "512 sleepers of 100 us, together",
        POOL,
        Bar::Times(0.6, &["512 plain threads"]),
        None,
    ),
    check(
        "S8",
        "tokio: an iterator as a stream, in a task",
        "amphi",
        NS_12,
        Some(LOCK),
    ),
    check(
        "S8",
        "tokio: an iterator as a stream, in a task",
        "amphi",
        TWENTY,
        Some(LOCK),
    ),
    check(
        "S8",
        "tokio: an iterator as a stream, in a task",
        "amphi, batches of 512",
        TWENTY,
        Some(LOCK),
    ),
    check(
        "S8",
        "smol: an iterator as a stream, in a task",
        "amphi",
        NS_12,
        Some(LOCK),
    ),
    check(
        "S8",
        "smol: an iterator as a stream, in a task",
        "amphi",
        TWENTY,
        Some(LOCK),
    ),
    check(
        "S8",
        "async-std: an iterator as a stream, in a task",
        "amphi",
        NS_12,
        Some(LOCK),
    ),
    check(
        "S8",
        "async-std: an iterator as a stream, in a task",
        "amphi",
        TWENTY,
        Some(LOCK),
    ),
    check(
        "S8",
        "tokio: a ready stream as an iterator, on a plain thread",
        "amphi",
        NS_7,
        None,
    ),
    check(
        "S8",
        "tokio: a ready stream as an iterator, on a plain thread",
        "amphi, buffered(64)",
        NS_7,
        None,
    ),
    check(
        "S8",
        "smol: a ready stream as an iterator, on a plain thread",
        "amphi",
        NS_7,
        None,
    ),
    check(
        "S8",
        "smol: a ready stream as an iterator, on a plain thread",
        "amphi, buffered(64)",
        NS_7,
        None,
    ),
    check(
        "S8",
        "async-std: a ready stream as an iterator, on a plain thread",
        "amphi",
        NS_7,
        None,
    ),
    check(
        "S8",
        "async-std: a ready stream as an iterator, on a plain thread",
        "amphi, buffered(64)",
        NS_7,
        None,
    ),
];

//! amphi's table: every cell of it, on every runtime.

use std::collections::BTreeMap;

use crate::command::{nesting, outcomes, run};

const PLACES: [&str; 7] = [
    "plain-thread",
    "closure",
    "root",
    "task",
    "local-pool",
    "pollster",
    "other-task",
];
const FUTURES: [&str; 7] = [
    "ready", "cpu", "timer", "socket", "outside", "inside", "channel",
];

/// Runs the whole of amphi's table; the cells in which `stalls` end in a report, all others well.
#[track_caller]
fn check(runtime: &str, more_places: &[&str], stalls: impl Fn(&str, &str, &str, u16) -> bool) {
    let mut expected = BTreeMap::new();
    for waits in ["same", "alternating"] {
        for place in PLACES.iter().chain(more_places) {
            for future in FUTURES {
                for depth in [1, 2, 3, 16] {
                    let stalls = stalls(waits, place, future, depth);
                    let cell = format!("amphi {runtime} {waits} {place} {future} {depth}");
                    expected.insert(cell, if stalls { "stall" } else { "ok" }.to_owned());
                }
            }
        }
    }
    // Waits that are reported take seconds, and no work.
    let args = ["--runtime", runtime, "--no-raw", "--cells", "--jobs", "24"];
    let finished = run(nesting(&args));
    assert_eq!(outcomes(&finished), expected, "{}", finished.stderr);
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(0), ""));
}

#[test]
fn every_wait_ends_on_tokio() {
    check("tokio", &["local-set"], |_, _, _, _| false);
}

#[test]
fn every_wait_ends_on_smol() {
    check("smol", &[], |_, _, _, _| false);
}

#[test]
fn every_wait_ends_on_async_std() {
    check("async-std", &[], |_, _, _, _| false);
}

/// The thread that drives the runtime cannot wait for a task that only it could run.
#[test]
fn every_wait_that_can_ends_on_a_current_thread_tokio() {
    check("tokio-current-thread", &[], |_, place, future, _| {
        ["root", "task"].contains(&place) && ["outside", "channel"].contains(&future)
    });
}

#[test]
fn every_wait_ends_with_two_threads_for_each_executor() {
    for runtime in ["tokio", "smol", "async-std"] {
        let args = [
            "--runtime",
            runtime,
            "--no-raw",
            "--cells",
            "--depth",
            "2",
            "--threads",
            "2",
        ];
        let finished = run(nesting(&args));
        let outcomes = outcomes(&finished);
        let places = if runtime == "tokio" { 8 } else { 7 };
        assert_eq!(outcomes.len(), 2 * places * 7);
        assert!(
            outcomes.values().all(|outcome| outcome == "ok"),
            "{finished:?}"
        );
        assert_eq!(finished.code, Some(0));
    }
}

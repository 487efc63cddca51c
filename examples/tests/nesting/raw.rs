//! A few cells of the runtimes alone: those that are facts of the runtimes.

use std::collections::BTreeMap;

use crate::command::{nesting, outcomes, run};

/// The cells at one depth, of both sides.
///
/// The limit is long enough for a busy machine: what panics must not be seen as a hang.
#[track_caller]
fn cells(runtime: &str, depth: &str) -> BTreeMap<String, String> {
    let args = [
        "--runtime",
        runtime,
        "--cells",
        "--depth",
        depth,
        "--limit",
        "5s",
        "--jobs",
        "24",
    ];
    let finished = run(nesting(&args));
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(0), ""));
    outcomes(&finished)
}

#[test]
fn tokio_panics_inside_async_code_whatever_is_waited_for() {
    let cells = cells("tokio", "1");
    assert_eq!(cells.len(), 2 * 2 * 8 * 7);
    for place in ["root", "task", "local-set"] {
        for future in [
            "ready", "cpu", "timer", "socket", "outside", "inside", "channel",
        ] {
            let cell = format!("tokio same {place} {future} 1");
            assert_eq!(cells[&format!("raw {cell}")], "panic", "{cell}");
            assert_eq!(cells[&format!("amphi {cell}")], "ok", "{cell}");
        }
    }
    // Its tasks stand still behind the wait of another runtime, and nothing is said.
    for future in ["outside", "inside", "channel"] {
        assert_eq!(
            cells[&format!("raw tokio alternating task {future} 1")],
            "hang"
        );
    }
}

#[test]
fn tokio_panics_in_a_wait_inside_a_wait() {
    let cells = cells("tokio", "2");
    for place in [
        "plain-thread",
        "closure",
        "root",
        "task",
        "local-set",
        "local-pool",
    ] {
        let cell = format!("tokio same {place} ready 2");
        assert_eq!(cells[&format!("raw {cell}")], "panic", "{cell}");
        assert_eq!(cells[&format!("amphi {cell}")], "ok", "{cell}");
    }
}

#[test]
fn smol_hangs_where_a_task_waits_for_a_task() {
    hangs_where_a_task_waits_for_a_task("smol");
}

#[test]
fn async_std_hangs_where_a_task_waits_for_a_task() {
    hangs_where_a_task_waits_for_a_task("async-std");
}

#[track_caller]
fn hangs_where_a_task_waits_for_a_task(runtime: &str) {
    let cells = cells(runtime, "1");
    for future in ["outside", "inside", "channel"] {
        let cell = format!("{runtime} same task {future} 1");
        assert_eq!(cells[&format!("raw {cell}")], "hang", "{cell}");
        assert_eq!(cells[&format!("amphi {cell}")], "ok", "{cell}");
    }
}

#[test]
fn tokios_block_in_place_panics_on_the_thread_of_a_current_thread_runtime() {
    let runtime = "tokio-current-thread";
    let choice = ["--runtime", runtime, "--no-raw", "--block-in-place"];
    let how = ["--cells", "--depth", "2", "--limit", "5s", "--jobs", "24"];
    let finished = run(nesting(&[&choice[..], &how[..]].concat()));
    let cells = outcomes(&finished);
    assert_eq!((cells.len(), finished.code), (2 * 2 * 7 * 7, Some(0)));
    for place in ["root", "task"] {
        let cell = format!("{runtime} same {place} inside 2");
        assert_eq!(cells[&format!("in-place {cell}")], "panic", "{cell}");
        assert_eq!(cells[&format!("amphi {cell}")], "ok", "{cell}");
    }
}

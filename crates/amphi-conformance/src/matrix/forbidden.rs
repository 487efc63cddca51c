//! [`FORBIDDEN`]: the cells that cannot end, whatever a backend does.

use std::fmt::Write;

use super::Wait;

/// Waits that no design can bring to their end, at any depth and on either runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Forbidden {
    /// The name of the place.
    pub place: &'static str,
    /// What is waited for.
    pub wait: Wait,
}

const fn row(place: &'static str, wait: Wait) -> Forbidden {
    Forbidden { place, wait }
}

/// Every forbidden cell, of a runtime that is bound to one thread and so does not declare
/// [`WorkersCovered`](crate::Capability::WorkersCovered). To any other runtime nothing is forbidden.
///
/// The place's thread is the one that runs the runtime's tasks, and what is waited for is done by such
/// a task: while the wait lasts nobody runs it. The clause `c14_forbidden_waits_do_not_end` tries
/// them all, so none is listed that works.
pub const FORBIDDEN: &[Forbidden] = &[
    row("Task", Wait::JoinOutside),
    row("Task", Wait::Channel),
    row("tokio current-thread root", Wait::JoinOutside),
    row("tokio current-thread root", Wait::Channel),
    row("LocalSet on current-thread", Wait::JoinOutside),
    row("LocalSet on current-thread", Wait::Channel),
];

/// The table of the forbidden cells as `docs/contract.md` shows it.
pub fn table() -> String {
    let mut table =
        String::from("| place | future | depth | runtime of the waits |\n|---|---|---|---|\n");
    for Forbidden { place, wait } in FORBIDDEN {
        writeln!(table, "| {place} | {wait} | any | same, other |").expect("into a string");
    }
    table
}

//! How many instructions and allocations a wait, a task, a closure, a sleep, a lookup and an item take,
//! counted by valgrind, against the bars.
//!
//! `instructions` runs itself under callgrind for each operation, with two numbers of repetitions,
//! so that what is not repeated cancels out. `instructions OPERATION N` is such a run,
//! `instructions closure` counts those alone whose names begin so. Where
//! `AMPHI_RECORD` names a folder, `counts.json` there gets what was counted.

mod bar;
mod closures;
mod count;
mod items;
mod lookups;
mod operation;
mod polled;
mod profile;
mod sleeps;
mod tasks;
mod tools;
mod waits;

use std::process::ExitCode;

use amphi_benches::record;
use bar::Bar;
use count::Count;
use operation::{Operation, all, find};

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    match &arguments[..] {
        [] => check(""),
        [prefix] => check(prefix),
        [name, times] => match (find(name), times.parse()) {
            (Some(operation), Ok(times)) => {
                (operation.run)(times);
                ExitCode::SUCCESS
            }
            _ => usage(),
        },
        _ => usage(),
    }
}

fn usage() -> ExitCode {
    eprintln!("usage: instructions [PREFIX | OPERATION N]");
    ExitCode::from(2)
}

/// Counts every operation whose name begins so, and compares it with its bar.
fn check(prefix: &str) -> ExitCode {
    let mut counted: Vec<(&str, Count)> = Vec::new();
    let mut rows = Vec::new();
    let mut over = 0;
    for operation in all().filter(|it| it.name.starts_with(prefix)) {
        let count = match count::count(operation) {
            Ok(count) => count,
            Err(error) => {
                eprintln!("instructions: {}: {error}", operation.name);
                return ExitCode::FAILURE;
            }
        };
        counted.push((operation.name, count));
        let (kept, verdict) = verdict(operation, count, &counted);
        over += u32::from(!kept);
        rows.extend(Bar::row(operation, count, &counted));
        let Count {
            instructions,
            allocations,
        } = count;
        println!(
            "{instructions:>6} {allocations:>5.2}  {:<58} {verdict}",
            operation.name
        );
    }
    record::add("counts", "instructions", rows);
    if over == 0 {
        ExitCode::SUCCESS
    } else {
        eprintln!("instructions: {over} above their limit");
        ExitCode::FAILURE
    }
}

/// Whether an operation keeps its limit, and what is to be said about it.
fn verdict(
    operation: &Operation,
    count: Count,
    counted: &[(&'static str, Count)],
) -> (bool, String) {
    match operation.bar {
        Bar::Reference => (true, String::new()),
        Bar::Must(limit) if limit.allows(count, counted) => (true, limit.text(counted)),
        Bar::Must(limit) => (false, format!("MORE THAN {}", limit.text(counted))),
        Bar::Own(ceiling) if ceiling.allows(count, counted) => {
            (true, format!("own ceiling: {}", ceiling.text(counted)))
        }
        Bar::Own(ceiling) => (
            false,
            format!("MORE THAN ITS CEILING: {}", ceiling.text(counted)),
        ),
        Bar::Missed { bar, ceiling } => {
            let (bar_text, ceiling_text) = (bar.text(counted), ceiling.text(counted));
            if bar.allows(count, counted) {
                // Some are at their bar, and a count or two decides.
                (
                    true,
                    format!("REACHED: {bar_text}; no longer name it missed"),
                )
            } else if ceiling.allows(count, counted) {
                (true, format!("missed: {bar_text}; ceiling: {ceiling_text}"))
            } else {
                (false, format!("MORE THAN THE CEILING: {ceiling_text}"))
            }
        }
    }
}

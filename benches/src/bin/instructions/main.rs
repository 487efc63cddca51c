//! How many instructions a ready wait, a task and an item take, counted by valgrind, against the bars.
//!
//! `instructions` runs itself under callgrind for each operation, with two numbers of repetitions,
//! so that what is not repeated cancels out. `instructions OPERATION N` is such a run.

mod count;
mod items;
mod operations;

use std::process::ExitCode;

use operations::{all, find};

/// How many instructions one of an operation may take.
#[derive(Clone, Copy)]
enum Bar {
    /// It is what others are compared with.
    Reference,
    /// At most so many.
    AtMost(u64),
    /// At most so many percent of this reference.
    Percent(&'static str, u64),
}

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    match &arguments[..] {
        [] => check(),
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
    eprintln!("usage: instructions [OPERATION N]");
    ExitCode::from(2)
}

/// Counts every operation and compares it with its bar.
fn check() -> ExitCode {
    let mut counted: Vec<(&str, u64)> = Vec::new();
    let mut misses = 0;
    for operation in all() {
        let count = match count::instructions(operation.name) {
            Ok(count) => count,
            Err(error) => {
                eprintln!("instructions: {}: {error}", operation.name);
                return ExitCode::FAILURE;
            }
        };
        counted.push((operation.name, count));
        let of = |reference: &str| {
            let found = counted.iter().find(|(name, _)| *name == reference);
            found.map_or(0, |(_, count)| *count)
        };
        let most = match operation.bar {
            Bar::Reference => None,
            Bar::AtMost(most) => Some(most),
            Bar::Percent(reference, percent) => Some(of(reference) * percent / 100),
        };
        let verdict = match most {
            None => String::new(),
            Some(most) if count <= most => format!("at most {most}"),
            Some(most) => {
                misses += 1;
                format!("MORE THAN {most}")
            }
        };
        println!("{count:>6}  {:<44} {verdict}", operation.name);
    }
    if misses == 0 {
        ExitCode::SUCCESS
    } else {
        eprintln!("instructions: {misses} above their bar");
        ExitCode::FAILURE
    }
}

//! Tables of what is counted: instructions and allocations, and crates.

use super::figures::{figure, text};
use super::tables::{header, marked, row};
use super::units::times;
use crate::record::{File, Row};

/// All operations that do this.
pub(super) fn table(counts: &File, what: &str) -> Option<String> {
    let columns = ["instructions", "ratio", "allocations", "limit", ""];
    let mut table = header(columns.into_iter().map(str::to_owned));
    let before = table.len();
    for counted in &counts.rows {
        let name = text(counted, "name").strip_prefix(what);
        let Some(name) = name.and_then(|name| name.strip_prefix(": ")) else {
            continue;
        };
        let cells = [
            format!("{:.0}", figure(counted, "instructions")),
            ratio(counted),
            format!("{:.0}", figure(counted, "allocations")),
            text(counted, "limit").to_owned(),
            verdict(text(counted, "verdict")),
        ];
        table.push_str(&row(&marked(name), cells.into_iter()));
    }
    (table.len() > before).then_some(table)
}

/// To what it was counted beside, which is named without what it does.
fn ratio(counted: &Row) -> String {
    let ratio = figure(counted, "ratio");
    let beside = text(counted, "beside");
    let beside = beside
        .split_once(": ")
        .map_or(beside, |(_, contender)| contender);
    match (ratio > 0.0, beside) {
        (false, _) => String::new(),
        (true, "") => times(ratio),
        (true, beside) => format!("{} of {beside}", times(ratio)),
    }
}

fn verdict(verdict: &str) -> String {
    match verdict {
        "falls short" | "above its own ceiling" => format!("**{verdict}**"),
        verdict => verdict.to_owned(),
    }
}

/// What a build takes.
pub(super) fn crates(file: &File) -> Option<String> {
    let columns = ["crates", "clean build"];
    let mut table = header(columns.into_iter().map(str::to_owned));
    for counted in &file.rows {
        let cells = [
            format!("{:.0}", figure(counted, "crates")),
            format!("{:.1} s", figure(counted, "seconds")),
        ];
        table.push_str(&row(&marked(text(counted, "what")), cells.into_iter()));
    }
    (!file.rows.is_empty()).then_some(table)
}

//! Tables of what is counted: instructions and allocations, and crates.

use super::figures::{figure, text};
use super::tables::{header, marked, row};
use super::units::times;
use crate::record::File;

/// All operations whose names begin so.
pub(super) fn table(counts: &File, prefix: &str) -> Option<String> {
    let columns = ["instructions", "ratio", "allocations", "limit", ""];
    let mut table = header(columns.into_iter().map(str::to_owned));
    let before = table.len();
    for counted in &counts.rows {
        let Some(name) = text(counted, "name").strip_prefix(prefix) else {
            continue;
        };
        let ratio = figure(counted, "ratio");
        let cells = [
            format!("{:.0}", figure(counted, "instructions")),
            if ratio > 0.0 {
                times(ratio)
            } else {
                String::new()
            },
            format!("{:.0}", figure(counted, "allocations")),
            text(counted, "limit").to_owned(),
            verdict(text(counted, "verdict")),
        ];
        let name = name.trim_start_matches([':', ' ']);
        table.push_str(&row(&marked(name), cells.into_iter()));
    }
    (table.len() > before).then_some(table)
}

fn verdict(verdict: &str) -> String {
    match verdict {
        "falls short" => "**falls short**".to_owned(),
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

//! When and where the figures were recorded, and beside how much other work.

use serde_json::Value;

use super::figures::{figure, range, text};
use super::units::number;
use crate::record::Row;

/// Measuring keeps one to three threads busy for a while. Where the load was never less than this in all runs of
/// a benchmark, something else did too.
const OWN_LOAD: f64 = 2.5;

/// One line for all that is the same, and the load of the runs.
pub(super) fn table(runs: &[Row], rounds: usize) -> String {
    let list = |name: &str| {
        let mut seen: Vec<&str> = Vec::new();
        for run in runs {
            let value = text(run, name);
            if !seen.contains(&value) {
                seen.push(value);
            }
        }
        seen.join("; ")
    };
    let mut lines = format!(
        "| | |\n|---|---|\n| recorded | {} |\n| machine | {}{}, {} CPUs |\n| system | {} |\n| compiler | {} |\n| beside | {} |\n",
        list("date"),
        list("cpu"),
        if runs
            .iter()
            .any(|run| run.get("virtual").and_then(Value::as_bool) == Some(true))
        {
            " (virtual)"
        } else {
            ""
        },
        runs.iter()
            .map(|run| figure(run, "cpus"))
            .fold(0.0, f64::max),
        list("kernel"),
        list("rust"),
        list("versions"),
    );
    // What is counted is the same on a busy machine.
    let timed = || {
        runs.iter()
            .filter(|run| text(run, "bench") != "instructions")
    };
    let loads = timed().flat_map(|run| ["load", "most"].map(|name| figure(run, name)));
    let loads: Vec<f64> = loads.collect();
    let quietest = timed().map(|run| figure(run, "load"));
    let is_busy = quietest.fold(0.0, f64::max) > OWN_LOAD;
    if let Some((least, most)) = range(&loads) {
        let busy = if is_busy {
            ": **the machine was busy with other work**, so times are too long, and ratios uncertain"
        } else {
            ", which is the measurements' own"
        };
        let load = format!("{} to {}", number(least), number(most));
        lines.push_str(&format!("| load average meanwhile | {load}{busy} |\n"));
    }
    lines.push_str(&format!("| rounds | {rounds} |\n"));
    lines
}

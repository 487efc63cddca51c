//! What is said of a bar, by what is recorded.

use serde_json::json;

use super::super::Recorded;
use super::super::figures::Times;
use super::table;
use crate::record::{File, Row};

/// One run in each row: the CPU time of tokio's and of ours.
fn recorded(runs: &[(f64, f64)]) -> Recorded {
    let of = |contender: &str, cpu: f64| -> Row {
        let row = json!({
            "group": "one second without work", "contender": contender, "cpus": 2,
            "cpu": cpu, "switches": 1.0,
        });
        row.as_object().unwrap().clone()
    };
    let limit = json!({"group": "limits of the machine", "contender": "any", "cpus": 2, "ns": 5.0});
    let limit = limit.as_object().cloned();
    let pairs = runs.iter().flat_map(|(theirs, ours)| {
        [
            of("tokio spawn_blocking", *theirs),
            of("amphi_pool::Pool", *ours),
        ]
    });
    let rows: Vec<Row> = pairs.chain(limit).collect();
    Recorded {
        times: Times::new(&rows),
        counts: File::default(),
        scale: File::default(),
        crates: File::default(),
        runs: Vec::new(),
    }
}

/// The cells of the line of this bar on two CPUs.
fn line(runs: &[(f64, f64)]) -> Vec<String> {
    let table = table("S6", &recorded(runs)).unwrap();
    let mut lines = table.lines();
    let name = "| S6: one second without work, amphi_pool::Pool |";
    let rest = lines.find_map(|line| line.strip_prefix(name)).unwrap();
    let cells = rest.split('|').map(|cell| cell.trim().to_owned());
    cells.take(3).collect()
}

#[test]
fn cpu_time_is_compared_run_by_run() {
    let wanted = "at most 1.0 ms of CPU time more than tokio spawn_blocking";
    let met = line(&[(90e3, 80e3), (90e3, 1e6), (90e3, 70e3)]);
    assert_eq!(met, [wanted, "10 us less", "met"]);
    let one = line(&[(90e3, 80e3), (90e3, 2e6), (90e3, 5e6)]);
    assert_eq!(one, [wanted, "1.9 ms more", "**met in 1 of 3 runs**"]);
    let none = line(&[(90e3, 3e6)]);
    assert_eq!(none, [wanted, "2.9 ms more", "**falls short**"]);
}

#[test]
fn a_bar_without_figures_is_not_recorded() {
    let cells = line(&[]);
    assert_eq!(cells[1..], ["not recorded", ""]);
}

//! How cost grows with work.

use super::figures::{figure, text};
use super::tables::{header, marked, row};
use super::units::{bytes, time};
use crate::record::{File, Row};

/// One row a contender, one column a number: time and memory of one item.
pub(super) fn table(scale: &File, case: &str) -> Option<String> {
    let rows: Vec<&Row> = rows(scale, case).collect();
    let mut numbers: Vec<f64> = rows.iter().map(|row| figure(row, "n")).collect();
    numbers.sort_unstable_by(f64::total_cmp);
    numbers.dedup();
    let mut table = header(numbers.iter().map(|number| format!("{number}")));
    for name in contenders(&rows) {
        let cells = numbers.iter().map(|number| {
            let same = |row: &&&Row| text(row, "contender") == name && figure(row, "n") == *number;
            let found = rows.iter().find(same);
            found.map_or("-".to_owned(), |row| match text(row, "why") {
                "" => format!(
                    "{}, {}",
                    time(figure(row, "ns")),
                    bytes(figure(row, "bytes"))
                ),
                why => why.to_owned(),
            })
        });
        table.push_str(&row(&marked(name), cells));
    }
    (!rows.is_empty()).then_some(table)
}

pub(super) fn rows<'a>(scale: &'a File, case: &'a str) -> impl Iterator<Item = &'a Row> {
    scale
        .rows
        .iter()
        .filter(move |row| text(row, "case") == case)
}

/// In the order in which they were measured.
pub(super) fn contenders<'a>(rows: &[&'a Row]) -> Vec<&'a str> {
    let mut names = Vec::new();
    for row in rows {
        let name = text(row, "contender");
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

//! Tables of times: one row a group, one column a contender; and what they did beside.

use super::figures::{Contender, Group, Times, median, range};
use super::units::{number, time, times};

/// All groups that begin so: the first contender's time, then times and ratios to it.
pub(super) fn grid(all: &Times, prefix: &str, cpus: Option<u64>) -> Option<String> {
    let groups: Vec<&Group> = all.starting(prefix, cpus).collect();
    let names = names(&groups);
    if names.is_empty() {
        return None;
    }
    let mut text = header(names.iter().map(|name| marked(name)));
    for group in groups {
        let cells = names.iter().map(|name| match group.contender(name) {
            Some(contender) => cell(contender, group),
            None => "-".to_owned(),
        });
        text.push_str(&row(rest(&group.name, prefix), cells));
    }
    Some(text)
}

/// CPU time, context switches and threads started, for one of each.
pub(super) fn threads(all: &Times, prefix: &str) -> Option<String> {
    let mut text = String::new();
    for cpus in [None, Some(1)] {
        for group in all.starting(prefix, cpus) {
            for contender in group.contenders.iter().filter(|it| !it.cpu.is_empty()) {
                let figures = [
                    time(median(&contender.ns)?),
                    time(median(&contender.cpu)?),
                    number(median(&contender.switches)?),
                    number(median(&contender.threads)?),
                ];
                let name = format!(
                    "{} | {}",
                    rest(&group.name, prefix),
                    marked(&contender.name)
                );
                let cpus = std::iter::once(group.cpus.to_string());
                text.push_str(&row(&name, cpus.chain(figures)));
            }
        }
    }
    let columns = [
        "",
        "CPUs",
        "time",
        "CPU time",
        "switches",
        "threads started",
    ];
    let header = header(columns.into_iter().map(str::to_owned));
    (!text.is_empty()).then(|| header + &text)
}

/// CPU time and context switches of each contender of one group.
pub(super) fn cpu(all: &Times, group: &str) -> Option<String> {
    let mut text = String::new();
    for group in [None, Some(1)].map(|cpus| all.group(group, cpus)) {
        for (group, it) in group
            .iter()
            .flat_map(|it| it.contenders.iter().map(move |one| (it, one)))
        {
            let figures = [time(median(&it.cpu)?), number(median(&it.switches)?)];
            let cpus = std::iter::once(group.cpus.to_string());
            text.push_str(&row(&marked(&it.name), cpus.chain(figures)));
        }
    }
    let columns = ["CPUs", "CPU time", "switches"];
    let header = header(columns.into_iter().map(str::to_owned));
    (!text.is_empty()).then(|| header + &text)
}

/// Those that take part in any of the groups.
fn names<'a>(groups: &[&'a Group]) -> Vec<&'a str> {
    let mut names = Vec::new();
    for contender in groups.iter().flat_map(|group| &group.contenders) {
        if !names.contains(&&*contender.name) {
            names.push(&*contender.name);
        }
    }
    names
}

fn cell(contender: &Contender, group: &Group) -> String {
    let first = &group.contenders[0];
    let Some(median_time) = contender.median() else {
        let why = contender.why.as_deref().unwrap_or("-");
        return why.split(':').next().unwrap_or(why).to_owned();
    };
    if contender.name == first.name {
        return time(median_time);
    }
    let ratios = contender.over(first);
    let Some(ratio) = median(&ratios) else {
        return time(median_time);
    };
    format!("{}, {}", time(median_time), with_range(ratio, &ratios))
}

/// A ratio, and where it was in single runs.
pub(super) fn with_range(ratio: f64, ratios: &[f64]) -> String {
    match range(ratios) {
        Some((least, most)) if times(least) != times(most) => {
            format!("{} ({}-{})", times(ratio), bare(least), bare(most))
        }
        _ => times(ratio),
    }
}

fn bare(ratio: f64) -> String {
    times(ratio).trim_end_matches('x').to_owned()
}

/// amphi's own are bold.
pub(super) fn marked(name: &str) -> String {
    if name.starts_with("amphi") {
        format!("**{name}**")
    } else {
        name.to_owned()
    }
}

fn rest<'a>(name: &'a str, prefix: &str) -> &'a str {
    let rest = name[prefix.len()..].trim_start_matches([',', ':', ' ']);
    if rest.is_empty() { name } else { rest }
}

pub(super) fn header(columns: impl Iterator<Item = String>) -> String {
    let columns: Vec<String> = columns.collect();
    let rule = "---|".repeat(columns.len() + 1);
    row("", columns.into_iter()) + &format!("|{rule}\n")
}

pub(super) fn row(name: &str, cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells.collect();
    format!("| {name} | {} |\n", cells.join(" | "))
}

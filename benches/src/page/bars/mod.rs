//! The bars of the project on times, and how far each is reached.
//!
//! Instructions, allocations and crates are asserted where they are counted; times are only compared here.

mod checks;
#[cfg(test)]
mod tests;

use checks::{Bar, CHECKS, Check, LIMITS, POOL};

use super::figures::{Contender, Group, figure, median, text};
use super::tables::{header, row, with_range};
use super::units::{number, time, times};
use super::{NOT_RECORDED, Recorded};

/// The bars of one row of the design, or of all.
pub(super) fn table(wanted: &str, recorded: &Recorded) -> Option<String> {
    let columns = ["bar", "reached", "", "the best peer", "the machine's limit"];
    let mut table = header(columns.into_iter().map(str::to_owned));
    let before = table.len();
    for check in CHECKS
        .iter()
        .filter(|it| wanted == "all" || it.row == wanted)
    {
        table.push_str(&line(check, recorded).unwrap_or_else(|| missing(check)));
    }
    if wanted == "all" || wanted == "S10" {
        table.push_str(&memory(recorded)?);
    }
    (table.len() > before).then_some(table)
}

/// The line of a bar, where all is recorded that it needs.
fn line(check: &Check, recorded: &Recorded) -> Option<String> {
    let cpus = check.one_cpu.then_some(1);
    let group = recorded.times.group(check.group, cpus)?;
    let contender = group.contender(check.contender)?;
    let limits = recorded.times.group(LIMITS, cpus)?;
    let limit = check.limit.and_then(|name| limits.contender(name));
    let values = check.values(group, contender, limit);
    let value = median(&values)?;
    let cells = [
        check.wanted(),
        check.reached(value, &values),
        verdict(&values, |value| check.allows(value)),
        best_peer(group, contender),
        limit.map_or(String::new(), |limit| over(contender, limit)),
    ];
    Some(row(&check.name(), cells.into_iter()))
}

/// The line of a bar that was set after figures were recorded.
fn missing(check: &Check) -> String {
    let empty = [String::new(), String::new(), String::new()];
    let cells = [check.wanted(), NOT_RECORDED.to_owned()];
    row(&check.name(), cells.into_iter().chain(empty))
}

impl Check {
    fn name(&self) -> String {
        let place = if self.one_cpu { ", one CPU" } else { "" };
        format!("{}: {}, {}{place}", self.row, self.group, self.contender)
    }

    /// In each run.
    fn values(&self, group: &Group, it: &Contender, limit: Option<&Contender>) -> Vec<f64> {
        match &self.bar {
            Bar::AtMost(_) => it.ns.clone(),
            Bar::Times(_, names) => it.over(&best_of(group, names)),
            Bar::Faster(_, names) => best_of(group, names).over(it),
            Bar::OfLimit(_) => limit.map_or(Vec::new(), |limit| over_any(it, limit)),
            Bar::MoreCpu(_, name) => it.cpu_beyond(group.contender(name)),
            Bar::NoSwitch => it.switches.clone(),
            Bar::NoThread => it.threads.clone(),
        }
    }

    fn allows(&self, value: f64) -> bool {
        match self.bar {
            Bar::AtMost(most) | Bar::Times(most, _) | Bar::OfLimit(most) => value <= most,
            Bar::MoreCpu(most, _) => value <= most,
            Bar::Faster(least, _) => value >= least,
            // The clock and others on the machine interrupt now and then.
            Bar::NoSwitch => value <= 0.01,
            Bar::NoThread => value <= 0.0001,
        }
    }

    fn wanted(&self) -> String {
        match &self.bar {
            Bar::AtMost(most) => format!("at most {}", time(*most)),
            Bar::Times(most, names) => format!("at most {} {}", times(*most), any(names)),
            Bar::Faster(least, names) => {
                format!("at least {} as fast as {}", times(*least), any(names))
            }
            Bar::OfLimit(most) => format!("at most {} the machine's limit", times(*most)),
            Bar::MoreCpu(most, name) => {
                format!("at most {} of CPU time more than {name}", time(*most))
            }
            Bar::NoSwitch => "no change of thread".to_owned(),
            Bar::NoThread => "no new threads".to_owned(),
        }
    }

    fn reached(&self, value: f64, values: &[f64]) -> String {
        match self.bar {
            Bar::AtMost(_) => time(value),
            Bar::MoreCpu(..) if value < 0.0 => format!("{} less", time(-value)),
            Bar::MoreCpu(..) => format!("{} more", time(value)),
            Bar::NoSwitch => format!("{} switches a wait", number(value)),
            Bar::NoThread => format!("{:.5} threads a wait", value),
            _ => with_range(value, values),
        }
    }
}

/// The best of these in each run, as one contender.
fn best_of(group: &Group, names: &[&str]) -> Contender {
    let several = names.iter().filter_map(|name| group.contender(name));
    let mut ns: Vec<f64> = Vec::new();
    for contender in several {
        for (at, value) in contender.ns.iter().enumerate() {
            match ns.get_mut(at) {
                Some(best) => *best = best.min(*value),
                None => ns.push(*value),
            }
        }
    }
    Contender {
        name: String::new(),
        ns,
        least: Vec::new(),
        cpu: Vec::new(),
        switches: Vec::new(),
        threads: Vec::new(),
        why: None,
    }
}

fn any(names: &[&str]) -> String {
    match names {
        [one] => (*one).to_owned(),
        names => format!("the better of {}", names.join(" and ")),
    }
}

fn verdict(values: &[f64], allows: impl Fn(f64) -> bool) -> String {
    let met = values.iter().filter(|value| allows(**value)).count();
    match met {
        0 => "**falls short**".to_owned(),
        met if met == values.len() => "met".to_owned(),
        met => format!("**met in {met} of {} runs**", values.len()),
    }
}

fn best_peer(group: &Group, it: &Contender) -> String {
    let peers = group.contenders.iter().filter(|peer| !peer.is_amphi());
    let timed = peers.filter_map(|peer| Some((peer.median()?, peer)));
    let best = timed.min_by(|(one, _), (other, _)| one.total_cmp(other));
    let ratio = best.and_then(|(_, peer)| Some((peer, median(&it.over(peer))?)));
    ratio.map_or(String::new(), |(peer, ratio)| {
        format!("{} of {}", times(ratio), peer.name)
    })
}

/// Groups of other programs have runs of their own: their median is compared with.
fn over_any(it: &Contender, limit: &Contender) -> Vec<f64> {
    let limit = limit.median().unwrap_or(f64::NAN);
    it.ns.iter().map(|ns| ns / limit).collect()
}

fn over(it: &Contender, limit: &Contender) -> String {
    let ratio = median(&over_any(it, limit)).unwrap_or(f64::NAN);
    let least = limit.median().unwrap_or(f64::NAN);
    format!("{} of {} ({})", times(ratio), limit.name, time(least))
}

fn memory(recorded: &Recorded) -> Option<String> {
    let million = |row: &&crate::record::Row| {
        text(row, "case") == "closures queued" && figure(row, "n") == 1e6
    };
    let rows: Vec<_> = recorded.scale.rows.iter().filter(million).collect();
    let of = |name: &str| {
        let found = rows.iter().find(|row| text(row, "contender") == name);
        found.map(|row| figure(row, "bytes"))
    };
    let ours = of(POOL)?;
    let peer = of("tokio")?.min(of("blocking")?);
    // Bytes of each are megabytes of a million.
    let cells = [
        "at most 132 MB".to_owned(),
        format!("{ours:.0} MB"),
        verdict(&[ours], |megabytes| megabytes <= 132.0),
        format!("{} of the better of tokio and blocking", times(ours / peer)),
        String::new(),
    ];
    Some(row("S10: 1 000 000 queued closures", cells.into_iter()))
}

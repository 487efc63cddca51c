//! [`Times`]: what the benchmarks recorded, all runs together.

use serde_json::Value;

use crate::record::Row;

/// All groups, in the order in which they were measured.
pub(super) struct Times(Vec<Group>);

/// One group on so many CPUs.
pub(super) struct Group {
    pub(super) name: String,
    pub(super) cpus: u64,
    pub(super) contenders: Vec<Contender>,
}

pub(super) struct Contender {
    pub(super) name: String,
    /// Its median in each run; none where it cannot take part.
    pub(super) ns: Vec<f64>,
    pub(super) least: Vec<f64>,
    pub(super) cpu: Vec<f64>,
    pub(super) switches: Vec<f64>,
    pub(super) threads: Vec<f64>,
    /// Why it cannot take part.
    pub(super) why: Option<String>,
}

impl Times {
    pub(super) fn new(rows: &[Row]) -> Self {
        let mut times = Self(Vec::new());
        for row in rows {
            let contender = times.group_of(row).contender_of(text(row, "contender"));
            let mut add = |list: fn(&mut Contender) -> &mut Vec<f64>, name: &str| {
                list(contender).extend(row.get(name).and_then(Value::as_f64));
            };
            add(|it| &mut it.ns, "ns");
            add(|it| &mut it.least, "least");
            add(|it| &mut it.cpu, "cpu");
            add(|it| &mut it.switches, "switches");
            add(|it| &mut it.threads, "threads");
            contender.why = row.get("why").and_then(Value::as_str).map(str::to_owned);
        }
        times
    }

    fn group_of(&mut self, row: &Row) -> &mut Group {
        let name = text(row, "group");
        let cpus = row.get("cpus").and_then(Value::as_u64).unwrap_or(0);
        let known = self.0.iter();
        let mut known = known.map(|group| group.name == name && group.cpus == cpus);
        let at = known.position(|same| same).unwrap_or_else(|| {
            self.0.push(Group {
                name: name.to_owned(),
                cpus,
                contenders: Vec::new(),
            });
            self.0.len() - 1
        });
        &mut self.0[at]
    }

    /// How often they were measured.
    pub(super) fn rounds(&self) -> usize {
        let contenders = self.0.iter().flat_map(|group| &group.contenders);
        contenders.map(|it| it.ns.len()).max().unwrap_or(0)
    }

    /// The groups whose names begin so, on so many CPUs, or on more than one.
    pub(super) fn starting<'a>(
        &'a self,
        prefix: &'a str,
        cpus: Option<u64>,
    ) -> impl Iterator<Item = &'a Group> {
        let groups = self.0.iter();
        groups.filter(move |group| {
            let counted = cpus.map_or(group.cpus > 1, |cpus| group.cpus == cpus);
            counted && group.name.starts_with(prefix)
        })
    }

    /// One group, on so many CPUs, or on more than one.
    pub(super) fn group<'a>(&'a self, name: &'a str, cpus: Option<u64>) -> Option<&'a Group> {
        self.starting(name, cpus).find(|group| group.name == name)
    }
}

impl Group {
    fn contender_of(&mut self, name: &str) -> &mut Contender {
        let mut known = self.contenders.iter();
        let at = known.position(|contender| contender.name == name);
        let at = at.unwrap_or_else(|| {
            self.contenders.push(Contender {
                name: name.to_owned(),
                ns: Vec::new(),
                least: Vec::new(),
                cpu: Vec::new(),
                switches: Vec::new(),
                threads: Vec::new(),
                why: None,
            });
            self.contenders.len() - 1
        });
        &mut self.contenders[at]
    }

    pub(super) fn contender(&self, name: &str) -> Option<&Contender> {
        self.contenders.iter().find(|it| it.name == name)
    }
}

impl Contender {
    /// The median of the runs' medians.
    pub(super) fn median(&self) -> Option<f64> {
        median(&self.ns)
    }

    pub(super) fn is_amphi(&self) -> bool {
        self.name.starts_with("amphi")
    }

    /// The ratios to another one, run by run.
    pub(super) fn over(&self, other: &Self) -> Vec<f64> {
        let pairs = self.ns.iter().zip(&other.ns);
        pairs.map(|(ns, other)| ns / other).collect()
    }

    /// How much more CPU time it took than another one, run by run; nothing where that is missing.
    pub(super) fn cpu_beyond(&self, other: Option<&Self>) -> Vec<f64> {
        let other = other.map_or(&[][..], |other| &other.cpu);
        let pairs = self.cpu.iter().zip(other);
        pairs.map(|(cpu, other)| cpu - other).collect()
    }
}

/// The middle one, the upper of two.
pub(super) fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied()
}

/// The least and the most.
pub(super) fn range(values: &[f64]) -> Option<(f64, f64)> {
    let least = values.iter().copied().min_by(f64::total_cmp)?;
    let most = values.iter().copied().max_by(f64::total_cmp)?;
    Some((least, most))
}

pub(super) fn text<'a>(row: &'a Row, name: &str) -> &'a str {
    row.get(name).and_then(Value::as_str).unwrap_or_default()
}

pub(super) fn figure(row: &Row, name: &str) -> f64 {
    row.get(name).and_then(Value::as_f64).unwrap_or(0.0)
}

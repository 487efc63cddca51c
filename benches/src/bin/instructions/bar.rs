//! [`Bar`]: how much an operation may take.

use std::fmt;

use amphi_benches::record::{Row, rounded};
use serde_json::json;

use crate::count::Count;
use crate::operation::Operation;

/// How much one of an operation may take.
#[derive(Clone, Copy)]
pub(crate) enum Bar {
    /// It is what others are compared with.
    Reference,
    /// The project's own bar, which is reached.
    Must(Limit),
    /// A bar that is not reached yet, and the ceiling that keeps what is.
    Missed { bar: Limit, ceiling: Limit },
    /// The project set no bar; the ceiling keeps what is.
    Own(Limit),
}

/// So many instructions and allocations at the most.
#[derive(Clone, Copy)]
pub(crate) struct Limit {
    /// What it is compared with, if anything.
    reference: Option<&'static str>,
    /// Percent of the reference's instructions.
    percent: u64,
    /// So many more instructions, where that allows more than the percentage.
    plus: u64,
    /// Allocations over those of the reference.
    more: u64,
}

impl Bar {
    /// What is recorded of an operation: how it stands to the project's own bar, whatever the ceiling; to its
    /// ceiling where there is no bar.
    pub(crate) fn row(
        operation: &Operation,
        count: Count,
        counted: &[(&'static str, Count)],
    ) -> Option<Row> {
        let (limit, [kept, exceeded]) = match &operation.bar {
            Self::Reference => (None, [""; 2]),
            Self::Must(bar) | Self::Missed { bar, .. } => (Some(bar), ["met", "falls short"]),
            Self::Own(ceiling) => (
                Some(ceiling),
                ["own ceiling, held", "above its own ceiling"],
            ),
        };
        let beside = operation.beside.or(limit.and_then(|limit| limit.reference));
        let reference = beside.and_then(|name| find(name, counted));
        let ratio = reference.map(|other| count.instructions as f64 / other.instructions as f64);
        let verdict = limit.map(|limit| match limit.allows(count, counted) {
            true => kept,
            false => exceeded,
        });
        let row = json!({
            "name": operation.name,
            "beside": beside.unwrap_or_default(),
            "instructions": count.instructions,
            "allocations": rounded(count.allocations),
            "ratio": rounded(ratio.unwrap_or(0.0)),
            "limit": limit.map_or(String::new(), |limit| limit.text(counted)),
            "verdict": verdict.unwrap_or_default(),
        });
        row.as_object().cloned()
    }
}

/// So many instructions and no allocation.
pub(crate) const fn at_most(instructions: u64) -> Limit {
    Limit {
        reference: None,
        percent: 0,
        plus: instructions,
        more: 0,
    }
}

/// So many percent of a reference's instructions, and its allocations.
pub(crate) const fn percent(reference: &'static str, percent: u64) -> Limit {
    Limit {
        reference: Some(reference),
        percent,
        plus: 0,
        more: 0,
    }
}

impl Limit {
    /// Or so many instructions more than the reference, whichever is more.
    pub(crate) const fn or_plus(mut self, instructions: u64) -> Self {
        self.plus = instructions;
        self
    }

    /// And so many allocations more.
    pub(crate) const fn and_allocations(mut self, more: u64) -> Self {
        self.more = more;
        self
    }

    fn reference_in(&self, counted: &[(&'static str, Count)]) -> Option<Count> {
        find(self.reference?, counted)
    }

    /// What it comes to; `counted` has the references.
    fn of(&self, counted: &[(&'static str, Count)]) -> (u64, f64) {
        let reference = self.reference_in(counted).unwrap_or_default();
        let share = reference.instructions * self.percent / 100;
        let instructions = share.max(reference.instructions + self.plus);
        (instructions, reference.allocations + self.more as f64)
    }

    /// Whether `count` keeps to it. A queue that grows allocates now and then.
    pub(crate) fn allows(&self, count: Count, counted: &[(&'static str, Count)]) -> bool {
        let (instructions, allocations) = self.of(counted);
        count.instructions <= instructions && count.allocations <= allocations + 0.05
    }

    /// As people read it, with its numbers.
    pub(crate) fn text(&self, counted: &[(&'static str, Count)]) -> String {
        let (instructions, allocations) = self.of(counted);
        match (self.reference, self.percent, self.plus) {
            (None, ..) => format!("at most {instructions}, {allocations:.0} allocations"),
            (_, percent, 0) => format!(
                "at most {instructions} ({}x), {allocations:.0} allocations",
                times(percent)
            ),
            (_, percent, plus) => format!(
                "at most {instructions} ({}x or +{plus}), {allocations:.0} allocations",
                times(percent)
            ),
        }
    }
}

fn find(name: &str, counted: &[(&'static str, Count)]) -> Option<Count> {
    let found = counted.iter().find(|(known, _)| *known == name);
    found.map(|(_, count)| *count)
}

fn times(percent: u64) -> impl fmt::Display {
    format!("{}.{:02}", percent / 100, percent % 100)
}

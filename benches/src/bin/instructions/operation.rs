//! [`Operation`]: something that is counted, its name and its bar.

use crate::bar::Bar;
use crate::{closures, items, lookups, polled, sleeps, tasks, waits};

pub(crate) struct Operation {
    /// What is done and by whom, with a colon between.
    pub(crate) name: &'static str,
    pub(crate) bar: Bar,
    /// What it is shown beside, where that is not what its bar is made of.
    pub(crate) beside: Option<&'static str>,
    /// Of so many counts the median is taken.
    pub(crate) rounds: usize,
    /// Does it so many times.
    pub(crate) run: fn(u64),
}

pub(crate) const fn operation(name: &'static str, bar: Bar, run: fn(u64)) -> Operation {
    Operation {
        name,
        bar,
        beside: None,
        rounds: 1,
        run,
    }
}

impl Operation {
    /// Shows how many times as many instructions as this one it takes.
    pub(crate) const fn beside(mut self, other: &'static str) -> Self {
        self.beside = Some(other);
        self
    }

    /// Is counted three times, since threads meet in it or the clock is read.
    pub(crate) const fn of_three(mut self) -> Self {
        self.rounds = 3;
        self
    }
}

/// In the order in which they are counted; each comes after those that it is compared with.
pub(crate) fn all() -> impl Iterator<Item = &'static Operation> {
    let groups = [
        waits::OPERATIONS,
        tasks::OPERATIONS,
        closures::OPERATIONS,
        sleeps::OPERATIONS,
        polled::OPERATIONS,
        lookups::OPERATIONS,
        items::OPERATIONS,
    ];
    groups.into_iter().flatten()
}

pub(crate) fn find(name: &str) -> Option<&'static Operation> {
    all().find(|operation| operation.name == name)
}

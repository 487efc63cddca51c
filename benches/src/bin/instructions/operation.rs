//! [`Operation`]: something that is counted, its name and its bar.

use crate::bar::Bar;
use crate::{closures, items, lookups, sleeps, tasks, waits};

pub(crate) struct Operation {
    /// What is done and by whom, with a colon between.
    pub(crate) name: &'static str,
    pub(crate) bar: Bar,
    /// Does it so many times.
    pub(crate) run: fn(u64),
}

pub(crate) const fn operation(name: &'static str, bar: Bar, run: fn(u64)) -> Operation {
    Operation { name, bar, run }
}

/// In the order in which they are counted; each comes after those that it is compared with.
pub(crate) fn all() -> impl Iterator<Item = &'static Operation> {
    let groups = [
        waits::OPERATIONS,
        tasks::OPERATIONS,
        closures::OPERATIONS,
        sleeps::OPERATIONS,
        lookups::OPERATIONS,
        items::OPERATIONS,
    ];
    groups.into_iter().flatten()
}

pub(crate) fn find(name: &str) -> Option<&'static Operation> {
    all().find(|operation| operation.name == name)
}

//! Where every test runs.

#[path = "../ground/bound.rs"]
mod bound;
#[path = "../ground/flavors.rs"]
mod flavors;

pub(crate) use bound::BOUND;
pub(crate) use flavors::in_tasks as on_each;

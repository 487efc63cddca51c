//! Where the tray takes its lock and its atomic from: the standard library, or the model checker.

#[cfg(amphi_loom)]
mod model;
#[cfg(not(amphi_loom))]
mod real;

#[cfg(amphi_loom)]
pub(super) use model::*;
#[cfg(not(amphi_loom))]
pub(super) use real::*;

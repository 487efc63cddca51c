//! When the clock of a point starts, where that is not at the start of its process.

use std::sync::OnceLock;
use std::time::Instant;

static START: OnceLock<Instant> = OnceLock::new();

/// What comes before `start` is not counted: the point has to wait for it.
pub(crate) fn starts_at(start: Instant) {
    START.set(start).expect("a point has one clock");
}

/// When it started; `otherwise`, where nobody said anything.
pub(crate) fn start(otherwise: Instant) -> Instant {
    START.get().copied().unwrap_or(otherwise)
}

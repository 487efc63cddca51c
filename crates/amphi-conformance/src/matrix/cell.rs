//! [`Cell`]: one wait of the matrix.

use std::fmt;

use super::Wait;

/// How many `block_on`s are on the stack.
pub const DEPTHS: [usize; 4] = [1, 2, 3, 16];

/// One wait of the matrix: where, for what, how deep, on which runtime.
///
/// ```
/// use amphi_conformance::matrix::{Cell, Wait};
/// let cell = Cell { place: "Task", wait: Wait::JoinOutside, depth: 3, other: true };
/// assert_eq!(cell.to_string(), "Task x join outside x depth 3 x other");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The name of the place, one of [`PLACES`](super::PLACES) or of the mount's own.
    pub place: &'static str,
    /// What is waited for.
    pub wait: Wait,
    /// How many waits are on the stack, one of [`DEPTHS`].
    pub depth: usize,
    /// Whether the waits alternate between another runtime and the one under test, the outermost
    /// being the other's; else all are those of the runtime under test.
    pub other: bool,
}

impl Cell {
    /// The cells of one future at one place.
    pub(crate) fn of(place: &'static str, wait: Wait) -> impl Iterator<Item = Self> {
        DEPTHS.into_iter().flat_map(move |depth| {
            [false, true].map(|other| Self {
                place,
                wait,
                depth,
                other,
            })
        })
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            place, wait, depth, ..
        } = self;
        let runtime = if self.other { "other" } else { "same" };
        write!(f, "{place} x {wait} x depth {depth} x {runtime}")
    }
}

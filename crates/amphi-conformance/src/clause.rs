//! [`Clause`]: an entry of the table of tests.

use crate::{CLAUSES, Need};

/// One test of the suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Clause {
    /// The function's name, which begins with the clause's number.
    pub name: &'static str,
    /// The clause of the contract that it tests: 1 for C1.
    pub number: u8,
    /// What the backend must have declared for it to run.
    pub needs: &'static [Need],
}

impl Clause {
    pub(crate) const fn new(name: &'static str, needs: &'static [Need]) -> Self {
        Self {
            name,
            number: number(name),
            needs,
        }
    }
}

/// Finds an entry of [`CLAUSES`] by its name.
///
/// # Panics
/// Where there is none of that name, at the caller's location.
#[track_caller]
pub fn clause(name: &str) -> &'static Clause {
    match CLAUSES.iter().find(|clause| clause.name == name) {
        Some(clause) => clause,
        None => panic!("no clause is called `{name}`; `CLAUSES` has their names"),
    }
}

/// The number in a name like `c07_...`.
const fn number(name: &str) -> u8 {
    let name = name.as_bytes();
    assert!(
        name[0] == b'c' && name[1].is_ascii_digit() && name[2].is_ascii_digit() && name[3] == b'_',
        "a clause's name begins with its number: `c07_`"
    );
    (name[1] - b'0') * 10 + (name[2] - b'0')
}

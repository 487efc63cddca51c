//! What the environment asks of the suite.

use std::env;

/// The number that a variable is set to.
///
/// # Panics
/// Where it is set to anything else.
pub(crate) fn number(variable: &str) -> Option<u64> {
    let text = env::var(variable).ok()?;
    let number = text.parse();
    Some(number.unwrap_or_else(|_| panic!("{variable} is no number: {text:?}")))
}

/// How many times as long as usual a test may take: `AMPHI_PATIENCE`, for machines that are kept
/// busy on purpose.
pub(crate) fn patience() -> u32 {
    number("AMPHI_PATIENCE").map_or(1, |times| u32::try_from(times).unwrap_or(u32::MAX))
}

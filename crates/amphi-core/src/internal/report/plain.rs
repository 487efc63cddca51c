//! Reports on standard error.

use std::fmt::Display;

/// A line of its own.
pub fn send<R: Display>(report: &R) {
    eprintln!("{report}");
}

//! Reports on standard error.

use super::Report;

pub(super) fn send(report: &Report) {
    eprintln!("{report}");
}

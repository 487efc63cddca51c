//! Reports on standard error.

use super::StallReport;

pub(super) fn send(report: &StallReport) {
    eprintln!("{report}");
}

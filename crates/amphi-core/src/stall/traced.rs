//! Reports as `tracing` events.

use super::StallReport;
use crate::internal::report::send_event;

pub(super) fn send(report: &StallReport) {
    send_event(report, |report| {
        tracing::warn!(
            target: "amphi::stall",
            thread = report.thread,
            location = %report.location,
            waited = ?report.waited,
            inside = %report.inside,
            left_out = report.left_out,
            "a wait may never end"
        );
    });
}

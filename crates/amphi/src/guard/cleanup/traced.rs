//! Reports as `tracing` events.

use amphi_core::internal::report::send_event;

use super::Report;

pub(super) fn send(report: &Report) {
    send_event(report, |report| {
        tracing::warn!(
            target: "amphi::cleanup",
            thread = report.thread,
            location = %report.location,
            trouble = %report.trouble,
            left_out = report.left_out,
            "a cleanup that nobody waits for is in trouble"
        );
    });
}

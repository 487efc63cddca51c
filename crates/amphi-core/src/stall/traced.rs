//! Reports to the waiting thread's `tracing` subscriber.

use tracing::Dispatch;
use tracing::dispatcher::get_default;
use tracing::subscriber::NoSubscriber;

use super::{StallReport, plain};

/// To standard error where nobody subscribes: an event would be lost.
pub(super) fn send(report: &StallReport) {
    if get_default(Dispatch::is::<NoSubscriber>) {
        return plain::send(report);
    }
    tracing::warn!(
        target: "amphi::stall",
        thread = report.thread,
        location = %report.location,
        waited = ?report.waited,
        inside = %report.inside,
        left_out = report.left_out,
        "a wait may never end"
    );
}

//! Reports to the thread's `tracing` subscriber.

use tracing::Dispatch;
use tracing::dispatcher::get_default;
use tracing::subscriber::NoSubscriber;

use super::{Report, plain};

/// To standard error where nobody subscribes: an event would be lost.
pub(super) fn send(report: &Report) {
    if get_default(Dispatch::is::<NoSubscriber>) {
        return plain::send(report);
    }
    tracing::warn!(
        target: "amphi::cleanup",
        thread = report.thread,
        location = %report.location,
        trouble = %report.trouble,
        left_out = report.left_out,
        "a cleanup that nobody waits for is in trouble"
    );
}

//! Reports to this thread's `tracing` subscriber.

use std::fmt::Display;

use tracing::Dispatch;
use tracing::dispatcher::get_default;
use tracing::subscriber::NoSubscriber;

use super::plain;

/// Has `event` tell the subscriber; to standard error where nobody subscribes: an event would be lost.
pub fn send_event<R: Display>(report: &R, event: impl FnOnce(&R)) {
    if get_default(Dispatch::is::<NoSubscriber>) {
        plain::send(report);
    } else {
        event(report);
    }
}

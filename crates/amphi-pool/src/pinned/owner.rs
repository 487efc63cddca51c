//! The life of a pinned value, on its thread.

use std::panic::{AssertUnwindSafe, catch_unwind};

use amphi_core::internal::{quietly, text};
use amphi_core::park;

use super::queue::Queue;
use super::{circle, report};

/// Makes the value, runs the calls, drops the value; all on this thread.
pub(super) fn live<T>(make: impl FnOnce() -> T, queue: &Queue<T>) {
    let _in_call = report::in_call();
    let _owning = circle::own(queue.id);
    let mut value = match catch_unwind(AssertUnwindSafe(make)) {
        Ok(value) => value,
        Err(payload) => {
            queue.fail(&text(&*payload).unwrap_or_default().into());
            return quietly(|| drop(payload));
        }
    };
    while let Some(call) = park::block_on(queue.next()) {
        // A result that nobody takes is dropped here, and a waker may panic; the value lives.
        quietly(|| {
            call.run(&mut value);
        });
    }
    queue.end(catch_unwind(AssertUnwindSafe(|| drop(value))));
}

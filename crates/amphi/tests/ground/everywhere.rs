//! Code that runs in every place: the runtimes of [`flavors`], and what they need, are taken in here.

pub(crate) mod bound;
pub(crate) mod bounded;
pub(crate) mod flavors;
pub(crate) mod sync_code;

use std::time::Duration;

use amphi::Handle;

use flavors::in_tasks;
use sync_code::in_sync_code;

/// Long enough for others to go on meanwhile.
pub(crate) const MOMENT: Duration = Duration::from_millis(1);

/// Runs `body` on a plain thread, in a closure and in a task of each runtime, and fails where it
/// hangs.
pub(crate) fn everywhere(body: fn(&Handle)) {
    in_sync_code(body);
    in_tasks(|handle| async move { body(&handle) });
}

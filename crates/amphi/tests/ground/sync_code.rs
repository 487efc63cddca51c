//! Synchronous code on each flavor.

use amphi::Handle;

use super::bounded::Bounded;
use super::flavors::{flavors, join};

/// Runs `body` on a plain thread and in a closure of each runtime, and fails where it hangs.
pub(crate) fn in_sync_code(body: fn(&Handle)) {
    for (handle, _owner) in flavors() {
        let (plain, closure) = (handle.clone(), handle.clone());
        let on_thread = Bounded::start(move || {
            let _entered = plain.enter();
            body(&plain);
        });
        on_thread.end(&format!("{handle:?}"));
        join(&handle, handle.spawn_blocking(move || body(&closure)));
    }
}

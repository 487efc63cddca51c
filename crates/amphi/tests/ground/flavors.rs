//! Some handle of each flavor, and tasks on it.

use std::any::Any;

use amphi::{Handle, smol, tokio};

use super::bound::BOUND;

/// Some handle of each flavor, and what keeps its runtime alive.
pub(crate) fn flavors() -> Vec<(Handle, Box<dyn Any>)> {
    let many = tokio::OwnedRuntime::multi_thread(2).unwrap();
    let one = tokio::OwnedRuntime::multi_thread(1).unwrap();
    let current = tokio::OwnedRuntime::current_thread().unwrap();
    let small = smol::OwnedRuntime::new(1).unwrap();
    let own = smol::OwnedRuntime::new(2).unwrap();
    vec![
        (many.handle().into(), Box::new(many)),
        (one.handle().into(), Box::new(one)),
        (current.handle().into(), Box::new(current)),
        (small.handle().into(), Box::new(small)),
        (Handle::custom(own.handle().clone()), Box::new(own)),
        (Handle::smol(), Box::new(())),
        (Handle::async_std(), Box::new(())),
    ]
}

/// Runs `body` as a task of each runtime, and fails where it hangs.
pub(crate) fn in_tasks<F>(body: impl Fn(Handle) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    for (handle, _owner) in flavors() {
        join(&handle, handle.spawn(body(handle.clone())));
    }
}

/// Waits for what a handle has started, and fails where it hangs.
pub(crate) fn join(handle: &Handle, mut work: amphi::JoinHandle<()>) {
    let ended = work
        .join_timeout(BOUND)
        .unwrap_or_else(|| panic!("it hangs on {handle:?}"));
    ended.unwrap_or_else(|error| error.resume());
}

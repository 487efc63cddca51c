//! Where every test runs.

use std::future::Future;
use std::time::Duration;

use amphi::{Handle, smol, tokio};

/// Far longer than anything here takes; a hang ends with it.
pub(crate) const BOUND: Duration = Duration::from_secs(60);

/// Runs `body` as a task on each backend, and fails where it hangs.
#[track_caller]
pub(crate) fn on_each<F>(body: impl Fn(Handle) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let many = tokio::OwnedRuntime::multi_thread(2).unwrap();
    let one = tokio::OwnedRuntime::current_thread().unwrap();
    let small = smol::OwnedRuntime::new(1).unwrap();
    for handle in [
        Handle::from(many.handle()),
        Handle::from(one.handle()),
        Handle::from(small.handle()),
        Handle::smol(),
        Handle::async_std(),
        Handle::custom(small.handle().clone()),
    ] {
        let mut task = handle.spawn(body(handle.clone()));
        let ended = task
            .join_timeout(BOUND)
            .unwrap_or_else(|| panic!("it hangs on {handle:?}"));
        ended.unwrap_or_else(|error| panic!("on {handle:?}: {error}"));
    }
}

//! What cases look at, and run on.

use amphi::Handle;

#[track_caller]
pub(crate) fn assert_current(name: &str) {
    assert_eq!(Handle::current().backend().as_str(), name);
}

pub(crate) fn current() -> String {
    Handle::current().backend().to_string()
}

pub(crate) fn tokio_runtime() -> amphi::tokio::OwnedRuntime {
    amphi::tokio::OwnedRuntime::multi_thread(1).expect("a runtime")
}

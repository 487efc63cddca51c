//! A sleep that is made, and dropped.

use std::time::Duration;

use agnostic_lite::RuntimeLite;
use amphi::Handle;
use amphi::smol::OwnedRuntime as OwnedSmol;
use amphi::tokio::OwnedRuntime as OwnedTokio;
use amphi_benches::Group;
use amphi_core::Timer;

const SECOND: Duration = Duration::from_secs(1);

pub(crate) fn measure(tokio: &OwnedTokio, smol: &OwnedSmol) {
    let _entered = tokio.handle().as_tokio().enter();
    let handle = Handle::from(tokio.handle());
    Group::new("a sleep, made and dropped: tokio")
        .with("tokio", || tokio::time::sleep(SECOND))
        .with("amphi-tokio", || tokio.handle().sleep(SECOND))
        .with("amphi::Handle", || handle.sleep(SECOND))
        .with("agnostic-lite", || {
            agnostic_lite::tokio::TokioRuntime::sleep(SECOND)
        })
        .run();

    let handle = Handle::from(smol.handle());
    Group::new("a sleep, made and dropped: async-io")
        .with("async-io", || async_io::Timer::after(SECOND))
        .with("amphi-smol", || smol.handle().sleep(SECOND))
        .with("amphi::Handle", || handle.sleep(SECOND))
        .with("agnostic-lite", || {
            agnostic_lite::smol::SmolRuntime::sleep(SECOND)
        })
        .run();
}

//! A wait for what is ready.

use agnostic_lite::LocalRuntimeLite;
use amphi::Handle;
use amphi::smol::OwnedRuntime as OwnedSmol;
use amphi::tokio::OwnedRuntime as OwnedTokio;
use amphi_benches::Group;
use amphi_core::BlockOn;
use async_rs::traits::Executor;

pub(crate) fn measure(tokio: &OwnedTokio, smol: &OwnedSmol) {
    let raw = tokio.handle().as_tokio();
    let (on_tokio, on_smol) = (Handle::from(tokio.handle()), Handle::from(smol.handle()));
    let peer = async_rs::Runtime::tokio_with_handle(raw.clone());
    let _entered = raw.enter();
    Group::new("a wait for what is ready, on a plain thread")
        .with("futures-lite", || {
            futures_lite::future::block_on(async { 7 })
        })
        .with("pollster", || pollster::block_on(async { 7 }))
        .with("futures", || futures::executor::block_on(async { 7 }))
        .with("async-io", || async_io::block_on(async { 7 }))
        .with("tokio handle", || raw.block_on(async { 7 }))
        .with("async-std", || async_std::task::block_on(async { 7 }))
        .with("agnostic-lite on tokio", || {
            agnostic_lite::tokio::TokioRuntime::block_on(async { 7 })
        })
        .with("async-rs on tokio", || peer.block_on(async { 7 }))
        .with("amphi-smol", || smol.handle().block_on(async { 7 }))
        .with("amphi-tokio", || tokio.handle().block_on(async { 7 }))
        .with("amphi::Handle on smol", || on_smol.block_on(async { 7 }))
        .with("amphi::Handle on tokio", || on_tokio.block_on(async { 7 }))
        .run();
}

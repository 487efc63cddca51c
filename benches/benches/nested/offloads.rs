//! A closure that offloads another one and waits for it; its pool has idle threads.

use amphi::Handle;
use amphi::async_std::AsyncStdRuntime;
use amphi::smol::SmolRuntime;
use amphi::tokio::TokioRuntime;
use amphi_benches::Group;
use amphi_core::Runtime;

use crate::peers::{Raw, names};
use crate::waits::in_closure;

/// Measures each backend beside its runtime's own closures.
pub(crate) fn measure(tokio: &TokioRuntime, smol: &SmolRuntime, async_std: AsyncStdRuntime) {
    let raw = tokio.as_tokio().clone();
    let own = move || {
        let inner = raw.spawn_blocking(|| 7);
        Raw::Tokio(raw.clone()).block_on(inner).expect("it ends")
    };
    on(tokio, own, Handle::from(tokio));

    let own = || Raw::AsyncIo.block_on(blocking::unblock(|| 7));
    on(smol, own, Handle::from(smol));

    let own = || Raw::AsyncStd.block_on(async_std::task::spawn_blocking(|| 7));
    on(&async_std, own, Handle::from(&async_std));
}

fn on<R: Runtime>(rt: &R, own: impl Fn() -> u32 + Send + 'static, facade: Handle) {
    let backend = rt.clone();
    let group = Group::new(format!("{}, in a closure: another closure", rt.name()))
        .with("the runtime's own", own)
        .with(names::BACKEND, move || {
            let inner = backend.spawn_blocking(|| 7);
            backend.block_on(inner).expect("it ends")
        })
        .with(names::FACADE, move || {
            facade
                .block_on(facade.spawn_blocking(|| 7))
                .expect("it ends")
        });
    in_closure(rt, group);
}

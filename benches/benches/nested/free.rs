//! Waits that stop no task: on a plain thread, and in an offloaded closure.

use std::future::Future;

use amphi::Handle;
use amphi::async_std::AsyncStdRuntime;
use amphi::smol::SmolRuntime;
use amphi::tokio::TokioRuntime;
use amphi_benches::Group;
use amphi_core::Runtime;

use crate::peers::{Raw, names};
use crate::waits::{Echo, in_closure};

/// Measures each backend beside its runtime's own wait.
pub(crate) fn measure(tokio: &TokioRuntime, smol: &SmolRuntime, async_std: AsyncStdRuntime) {
    let raw = Raw::Tokio(tokio.as_tokio().clone());
    on(tokio, &raw, &Handle::from(tokio));
    on(smol, &Raw::AsyncIo, &Handle::from(smol));
    on(&async_std, &Raw::AsyncStd, &Handle::from(&async_std));
}

fn on<R: Runtime>(rt: &R, raw: &Raw, facade: &Handle) {
    let one_yield = |place: &str| {
        let name = format!("{}, {place}: one yield", rt.name());
        contenders(name, rt, raw.clone(), facade, amphi::yield_now)
    };
    one_yield("on a plain thread").run();
    in_closure(rt, one_yield("in a closure"));

    let echo = Echo::start(rt);
    let ask = move || echo.clone().asked();
    let answer = |place: &str| {
        let name = format!("{}, {place}: an answer of a task", rt.name());
        contenders(name, rt, raw.clone(), facade, ask.clone())
    };
    answer("on a plain thread").run();
    in_closure(rt, answer("in a closure"));
}

fn contenders<R, F>(
    name: String,
    rt: &R,
    raw: Raw,
    facade: &Handle,
    make: impl Fn() -> F + Clone + Send + 'static,
) -> Group<'static>
where
    R: Runtime,
    F: Future<Output = ()>,
{
    let (rt, facade) = (rt.clone(), facade.clone());
    let (first, second, third) = (make.clone(), make.clone(), make);
    Group::new(name)
        .with(raw.name(), move || raw.block_on(first()))
        .with(names::BACKEND, move || rt.block_on(second()))
        .with(names::FACADE, move || facade.block_on(third()))
}

//! Inside a task of async-std.

use std::future::Future;

use amphi::Handle;
use amphi::async_std::AsyncStdRuntime;
use amphi_benches::Group;
use amphi_core::BlockOn;
use async_std::task;

use crate::peers::{Helper, names, scoped};
use crate::waits::{Echo, in_task};

/// Measures on the async-std of this process: a thread a core.
pub(crate) fn measure(rt: AsyncStdRuntime) {
    let helper = Helper::start(task::block_on);
    let name = |wait| format!("async-std, in a task: {wait}");
    in_task(
        &rt,
        contenders(name("one yield"), rt, &helper, amphi::yield_now),
    );
    let spawned = || task::spawn(async {});
    in_task(
        &rt,
        contenders(name("a task that it spawns"), rt, &helper, spawned),
    );
    let echo = Echo::start(&rt);
    let ask = move || echo.clone().asked();
    in_task(
        &rt,
        contenders(name("an answer of another task"), rt, &helper, ask),
    );
}

fn contenders<F>(
    name: String,
    rt: AsyncStdRuntime,
    helper: &Helper,
    make: impl Fn() -> F + Clone + Send + Sync + 'static,
) -> Group<'static>
where
    F: Future<Output = ()> + Send + 'static,
{
    let (facade, helper) = (Handle::from(&rt), helper.clone());
    let (first, second, third, fourth, fifth) =
        (make.clone(), make.clone(), make.clone(), make.clone(), make);
    Group::new(name)
        .with("async-std's block_on", move || task::block_on(first()))
        .with("amphi-async-std", move || rt.block_on(second()))
        .with(names::FACADE, move || facade.block_on(third()))
        .with(names::SCOPED, move || scoped(|| task::block_on(fourth())))
        .with(names::HELPER, move || helper.block_on(fifth()))
}

//! Inside a task of tokio's multi-thread runtime.

use std::future::Future;

use amphi::Handle;
use amphi::tokio::{OwnedRuntime, TokioRuntime};
use amphi_benches::Group;
use amphi_core::BlockOn;
use tokio::task::block_in_place;

use crate::peers::{Helper, names, scoped_tokio};
use crate::waits::{Echo, in_one_poll, in_task};

/// Measures on a runtime with this many workers.
pub(crate) fn measure(workers: usize) {
    let owned = OwnedRuntime::multi_thread(workers).expect("a runtime");
    let rt = owned.handle();
    let helper = Helper::on_tokio();
    let name = |wait| format!("tokio multi-thread, {workers} worker(s), in a task: {wait}");

    let group = contenders(name("one yield"), rt, amphi::yield_now);
    in_task(rt, with_threads(group, &helper, amphi::yield_now));

    let spawned = || async { tokio::spawn(async {}).await.expect("it ends") };
    let group = contenders(name("a task that it spawns"), rt, spawned);
    in_task(rt, with_threads(group, &helper, spawned));

    let echo = Echo::start(rt);
    let ask = move || echo.clone().asked();
    let group = contenders(name("an answer of another task"), rt, ask.clone());
    let group = if workers == 1 {
        group
            .without(names::SCOPED, names::HANGS)
            .without(names::HELPER, names::HANGS)
    } else {
        with_threads(group, &helper, ask)
    };
    in_task(rt, group);

    let group = contenders(
        name("one yield, again in the same poll"),
        rt,
        amphi::yield_now,
    );
    in_one_poll(rt, group);
    std::mem::forget(owned);
}

/// Those that hand the worker over.
fn contenders<F>(
    name: String,
    rt: &TokioRuntime,
    make: impl Fn() -> F + Clone + Send + 'static,
) -> Group<'static>
where
    F: Future<Output = ()>,
{
    let (raw, rt, facade) = (rt.as_tokio().clone(), rt.clone(), Handle::from(rt));
    let (first, second, third) = (make.clone(), make.clone(), make);
    Group::new(name)
        .with("block_in_place and handle", move || {
            block_in_place(|| raw.block_on(first()));
        })
        .with("amphi-tokio", move || rt.block_on(second()))
        .with(names::FACADE, move || facade.block_on(third()))
}

/// Those that block it.
fn with_threads<F>(
    group: Group<'static>,
    helper: &Helper,
    make: impl Fn() -> F + Clone + Send + Sync + 'static,
) -> Group<'static>
where
    F: Future<Output = ()> + Send + 'static,
{
    let (helper, again) = (helper.clone(), make.clone());
    group
        .with(names::SCOPED, move || scoped_tokio(&make))
        .with(names::HELPER, move || helper.block_on(again()))
}

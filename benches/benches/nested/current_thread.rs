//! Inside a task of tokio's current-thread runtime.
//!
//! What another task of the same runtime must do cannot be waited for there, by any design; so the
//! task that answers is one of another runtime.

use std::future::Future;

use amphi::Handle;
use amphi::tokio::{OwnedRuntime, TokioRuntime};
use amphi_benches::Group;
use amphi_core::BlockOn;

use crate::peers::{Helper, names, scoped_tokio};
use crate::waits::{Echo, in_task};

const BARE: &str = "futures-lite, no context";

/// Measures on a runtime of its own; `other` runs the task that answers.
pub(crate) fn measure(other: &TokioRuntime) {
    let owned = OwnedRuntime::current_thread().expect("a runtime");
    let rt = owned.handle();
    let helper = Helper::on_tokio();
    let name = |wait| format!("tokio current-thread, in a task: {wait}");

    let group = bare(name("one yield"), amphi::yield_now);
    in_task(rt, contenders(group, rt, &helper, amphi::yield_now));

    let spawned = || async { tokio::spawn(async {}).await.expect("it ends") };
    let group = Group::new(name("a task that it spawns"));
    let group = contenders(group, rt, &helper, spawned);
    let hangs = "hangs: the task is spawned on the runtime that it blocks";
    in_task(rt, group.without(BARE, hangs));

    let echo = Echo::start(other);
    let ask = move || echo.clone().asked();
    let group = bare(name("an answer of another runtime's task"), ask.clone());
    in_task(rt, contenders(group, rt, &helper, ask));
    std::mem::forget(owned);
}

/// A group whose first contender parks and does nothing else, so that nothing of tokio's can be
/// waited for.
fn bare<F>(name: String, make: impl Fn() -> F + Send + 'static) -> Group<'static>
where
    F: Future<Output = ()>,
{
    Group::new(name).with(BARE, move || futures_lite::future::block_on(make()))
}

fn contenders<F>(
    group: Group<'static>,
    rt: &TokioRuntime,
    helper: &Helper,
    make: impl Fn() -> F + Clone + Send + Sync + 'static,
) -> Group<'static>
where
    F: Future<Output = ()> + Send + 'static,
{
    let (rt, facade, helper) = (rt.clone(), Handle::from(rt), helper.clone());
    let (first, second, third, fourth) = (make.clone(), make.clone(), make.clone(), make);
    group
        .with("amphi-tokio", move || rt.block_on(first()))
        .with(names::FACADE, move || facade.block_on(second()))
        .with(names::SCOPED, move || scoped_tokio(&third))
        .with(names::HELPER, move || helper.block_on(fourth()))
        .without("tokio handle, block_in_place", "panics")
}

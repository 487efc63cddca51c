//! Inside a task of smol's executor.

use std::future::Future;

use amphi::Handle;
use amphi::smol::{OwnedRuntime, SmolRuntime};
use amphi_benches::Group;
use amphi_core::{BlockOn, Spawner};

use crate::peers::{Helper, names, scoped_async_io};
use crate::waits::{Echo, in_task};

const IN_PLACE: &str = "async_io::block_on in place";

/// Measures on an executor with this many threads.
pub(crate) fn measure(threads: usize) {
    let owned = OwnedRuntime::new(threads).expect("a runtime");
    let rt = owned.handle();
    let helper = Helper::start(async_io::block_on);
    let name = |wait| format!("smol, {threads} thread(s), in a task: {wait}");
    let only_one = threads == 1;

    let group = blocking(Group::new(name("one yield")), &helper, amphi::yield_now);
    in_task(rt, covered(group, rt, amphi::yield_now));

    let spawner = rt.clone();
    let spawned = move || {
        let task = spawner.spawn(async {});
        async { task.await.expect("it ends") }
    };
    let group = Group::new(name("a task that it spawns"));
    in_task(rt, all(group, rt, &helper, only_one, spawned));

    let echo = Echo::start(rt);
    let ask = move || echo.clone().asked();
    let group = Group::new(name("an answer of another task"));
    in_task(rt, all(group, rt, &helper, only_one, ask));
    std::mem::forget(owned);
}

/// All that work where other tasks must go on meanwhile.
fn all<F>(
    group: Group<'static>,
    rt: &SmolRuntime,
    helper: &Helper,
    only_one: bool,
    make: impl Fn() -> F + Clone + Send + Sync + 'static,
) -> Group<'static>
where
    F: Future<Output = ()> + Send + 'static,
{
    if only_one {
        covered(group, rt, make)
            .without(IN_PLACE, names::HANGS)
            .without(names::SCOPED, names::HANGS)
            .without(names::HELPER, names::HANGS)
    } else {
        covered(blocking(group, helper, make.clone()), rt, make)
    }
}

/// Those that block a thread of the executor.
fn blocking<F>(
    group: Group<'static>,
    helper: &Helper,
    make: impl Fn() -> F + Clone + Send + Sync + 'static,
) -> Group<'static>
where
    F: Future<Output = ()> + Send + 'static,
{
    let helper = helper.clone();
    let (first, second, third) = (make.clone(), make.clone(), make);
    group
        .with(IN_PLACE, move || async_io::block_on(first()))
        .with(names::SCOPED, move || scoped_async_io(&second))
        .with(names::HELPER, move || helper.block_on(third()))
}

/// Those that keep its other tasks going.
fn covered<F>(
    group: Group<'static>,
    rt: &SmolRuntime,
    make: impl Fn() -> F + Clone + Send + 'static,
) -> Group<'static>
where
    F: Future<Output = ()>,
{
    let (rt, facade, again) = (rt.clone(), Handle::from(rt), make.clone());
    group
        .with("amphi-smol", move || rt.block_on(make()))
        .with(names::FACADE, move || facade.block_on(again()))
}

//! What the layers cost over the raw runtimes: tasks, closures, ready waits, nested waits.

use amphi::Handle;
use amphi::smol::{Executor, OwnedRuntime as OwnedSmol};
use amphi::tokio::OwnedRuntime as OwnedTokio;
use amphi_benches::Group;
use amphi_core::{BlockOn, SpawnBlocking, Spawner};

fn main() {
    let tokio = OwnedTokio::multi_thread(2).expect("a runtime");
    let smol = OwnedSmol::new(2).expect("a runtime");
    tasks_on_tokio(&tokio);
    tasks_on_smol(&smol);
    closures(&tokio);
    ready_waits(&tokio, &smol);
    nested_waits(&tokio);
}

fn tasks_on_tokio(tokio: &OwnedTokio) {
    let (rt, raw) = (tokio.handle(), tokio.handle().as_tokio());
    let handle = Handle::from(rt);
    Group::new("spawn and join, tokio, two workers")
        .with("tokio", || pollster::block_on(raw.spawn(async { 7 })))
        .with("amphi-tokio", || pollster::block_on(rt.spawn(async { 7 })))
        .with("amphi::Handle", || {
            pollster::block_on(handle.spawn(async { 7 }))
        })
        .run();
}

fn tasks_on_smol(smol: &OwnedSmol) {
    let raw: &'static Executor<'static> = Box::leak(Box::new(Executor::new()));
    for _ in 0..2 {
        std::thread::spawn(|| async_io::block_on(raw.run(std::future::pending::<()>())));
    }
    let rt = smol.handle();
    let handle = Handle::from(rt);
    Group::new("spawn and join, async-executor, two threads")
        .with("async-executor", || {
            pollster::block_on(raw.spawn(async { 7 }))
        })
        .with("amphi-smol", || pollster::block_on(rt.spawn(async { 7 })))
        .with("amphi::Handle", || {
            pollster::block_on(handle.spawn(async { 7 }))
        })
        .run();
}

fn closures(tokio: &OwnedTokio) {
    let (rt, raw) = (tokio.handle(), tokio.handle().as_tokio());
    let smol = amphi::smol::SmolRuntime::global();
    Group::new("one closure at a time, tokio")
        .with("tokio", || pollster::block_on(raw.spawn_blocking(|| 7)))
        .with("amphi-tokio", || {
            pollster::block_on(rt.spawn_blocking(|| 7))
        })
        .run();
    Group::new("one closure at a time, blocking")
        .with("blocking", || pollster::block_on(blocking::unblock(|| 7)))
        .with("amphi-smol", || {
            pollster::block_on(smol.spawn_blocking(|| 7))
        })
        .run();
}

fn ready_waits(tokio: &OwnedTokio, smol: &OwnedSmol) {
    let raw = tokio.handle().as_tokio();
    let (on_tokio, on_smol) = (Handle::from(tokio.handle()), Handle::from(smol.handle()));
    Group::new("block_on of a ready future")
        .with("futures-lite", || {
            futures_lite::future::block_on(async { 7 })
        })
        .with("pollster", || pollster::block_on(async { 7 }))
        .with("async-io", || async_io::block_on(async { 7 }))
        .with("tokio handle", || raw.block_on(async { 7 }))
        .with("async-std", || async_std::task::block_on(async { 7 }))
        .with("amphi-smol", || smol.handle().block_on(async { 7 }))
        .with("amphi-tokio", || tokio.handle().block_on(async { 7 }))
        .with("amphi::Handle on smol", || on_smol.block_on(async { 7 }))
        .with("amphi::Handle on tokio", || on_tokio.block_on(async { 7 }))
        .run();
}

/// The measured task waits inside itself; the outer wait for it is the same for each.
fn nested_waits(tokio: &OwnedTokio) {
    let rt = tokio.handle();
    let in_task = |wait: fn()| {
        let rt = rt.clone();
        move || pollster::block_on(rt.spawn(async move { wait() }))
    };
    Group::new("a task that waits for one yield, tokio")
        .with("block_in_place and handle", in_task(raw_wait))
        .with(
            "amphi::block_on",
            in_task(|| amphi::block_on(amphi::yield_now())),
        )
        .run();
}

fn raw_wait() {
    tokio::task::block_in_place(|| {
        tokio::runtime::Handle::current().block_on(amphi::yield_now());
    });
}

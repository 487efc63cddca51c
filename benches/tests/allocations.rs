//! S1, S2, S3: what the layers allocate, beside the runtime alone in the same process.
//!
//! `ci/instructions` counts the same on all threads; this is the part that needs no valgrind. A count is of
//! the thread that calls, and the least of many, since queues grow now and then.

use std::hint::black_box;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use allocation_counter::measure;
use amphi::smol::{Executor, SmolRuntime};
use amphi::tokio::{OwnedRuntime, TokioRuntime};
use amphi::{Handle, asyncify, syncify};
use amphi_core::context::Context;
use amphi_core::{SpawnBlocking, Spawner, Timer};
use futures_lite::{future, stream};
use tokio::runtime::{Builder, Runtime};

const SECOND: Duration = Duration::from_secs(1);

fn allocations<R>(mut f: impl FnMut() -> R) -> u64 {
    let once = |_| {
        let mut kept = None;
        let info = measure(|| kept = Some(f()));
        drop(kept);
        info.count_total
    };
    (0..50).map(once).min().expect("fifty")
}

fn current_thread() -> Runtime {
    let mut builder = Builder::new_current_thread();
    let builder = builder.enable_time().max_blocking_threads(1);
    builder.build().expect("a runtime")
}

#[test]
fn s1_s2_a_task_on_tokio_is_spawned_and_joined_for_what_tokio_takes() {
    let runtime = current_thread();
    let rt = TokioRuntime::from(runtime.handle().clone());
    let handle = Handle::from(&rt);
    let raw = allocations(|| runtime.block_on(async { tokio::spawn(async { 7 }).await.unwrap() }));
    let one = allocations(|| runtime.block_on(async { rt.spawn(async { 7 }).await.unwrap() }));
    let two = allocations(|| runtime.block_on(async { handle.spawn(async { 7 }).await.unwrap() }));
    assert_eq!([raw, one, two], [1; 3]);
}

#[test]
fn s1_s2_a_task_on_smol_is_spawned_and_joined_for_what_its_executor_takes() {
    let executor = Arc::new(Executor::new());
    let rt = SmolRuntime::from(executor.clone());
    let handle = Handle::from(&rt);
    let run = |task| future::block_on(executor.run(task));
    let raw = allocations(|| run(Box::pin(executor.spawn(async { 7_u32 })) as Task));
    let one = allocations(|| run(Box::pin(joined(rt.spawn(async { 7 })))));
    let two = allocations(|| run(Box::pin(joined(handle.spawn(async { 7 })))));
    assert_eq!([one, two], [raw; 2]);
}

type Task = std::pin::Pin<Box<dyn Future<Output = u32>>>;

async fn joined(task: impl Future<Output = Result<u32, amphi::JoinError>>) -> u32 {
    task.await.expect("it ends")
}

#[test]
fn s1_s2_a_closure_costs_one_more_for_its_cancellation() {
    let runtime = current_thread();
    let rt = TokioRuntime::from(runtime.handle().clone());
    // The pool's one thread is busy: starting threads allocates too.
    let (release, released) = channel::<()>();
    let busy = runtime.spawn_blocking(move || released.recv().is_err());
    let handle = Handle::from(&rt);
    let raw = allocations(|| runtime.spawn_blocking(|| 7));
    let one = allocations(|| rt.spawn_blocking(|| 7));
    let two = allocations(|| handle.spawn_blocking(|| 7));
    let offloaded = handle.asyncify(seven);
    let called = allocations(|| offloaded().spawn());
    drop(release);
    assert!(runtime.block_on(busy).unwrap());
    assert_eq!([raw, one, two, called], [1, 2, 2, 2]);
}

fn seven() -> u32 {
    7
}

#[test]
fn s1_s2_a_sleep_is_made_without_one() {
    let runtime = current_thread();
    let _entered = runtime.enter();
    let rt = TokioRuntime::from(runtime.handle().clone());
    assert_eq!(allocations(|| tokio::time::sleep(SECOND)), 0);
    assert_eq!(allocations(|| rt.sleep(SECOND)), 0);
    let handles = [Handle::from(rt), Handle::smol(), Handle::async_std()];
    for handle in &handles {
        assert_eq!(allocations(|| handle.sleep(SECOND)), 0, "{handle:?}");
    }
}

/// On a plain thread, nested, in a closure, in a task: the whole list of what must take none.
#[test]
fn s3_what_is_ready_is_had_without_one_anywhere() {
    let worker = OwnedRuntime::multi_thread(1).unwrap();
    let current = OwnedRuntime::current_thread().unwrap();
    let handles = [
        Handle::from(worker.handle()),
        Handle::from(current.handle()),
        Handle::smol(),
        Handle::async_std(),
    ];
    for handle in handles {
        ready_paths(&handle, "on a plain thread");
        handle.block_on(async { ready_paths(&handle, "in a wait") });
        let inner = handle.clone();
        let closure = handle.spawn_blocking(move || ready_paths(&inner, "in a closure"));
        closure.join().unwrap();
        let inner = handle.clone();
        let task = handle.spawn(async move { ready_paths(&inner, "in a task") });
        task.join().unwrap();
    }
}

fn ready_paths(handle: &Handle, place: &str) {
    let none = |what: &str, f: &mut dyn FnMut()| {
        assert_eq!(allocations(f), 0, "{what}, {place}, {handle:?}");
    };
    let _entered = handle.enter();
    none("a ready wait", &mut || {
        black_box(handle.block_on(async { 7 }));
    });
    none("the current handle", &mut || drop(Handle::current()));
    none("a ready wait on the current handle", &mut || {
        black_box(amphi::block_on(async { 7 }));
    });
    none("a context, with nothing in scope", &mut || {
        assert!(Context::to_carry().is_none());
    });
    none("a wrapper", &mut || drop(black_box(asyncify(seven))));
    none("an async function called", &mut || {
        assert_eq!(syncify(async || 7)(), 7);
    });
    let mut items = handle.iter_blocking(stream::repeat(7));
    none("an item", &mut || assert_eq!(items.next(), Some(7)));
}

//! B116: who leaves a thread that is parked keeps nobody else waiting.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use amphi_async_std::AsyncStdRuntime;
use amphi_core::{BlockOn, SpawnBlocking, Spawner, TaskHandleExt};
use amphi_pool::{AffineScope, Pinned, Pool};
use amphi_smol::OwnedRuntime as Smol;
use amphi_tokio::OwnedRuntime as Tokio;

use crate::within::{next, within};

/// More than there are threads of any of the runtimes here.
const VALUES: usize = 20;

/// Tells when it is dropped.
struct Value(Sender<()>);

impl Drop for Value {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}

/// A value whose thread is parked in a call until it may go on.
fn parked() -> (Pinned<Value>, (Sender<()>, Receiver<()>)) {
    let (dropped, is_dropped) = channel();
    let pinned = Pinned::spawn(|| Value(dropped));
    let (go, may_go) = channel();
    let (begin, has_begun) = channel();
    let call = move |_: &mut Value| {
        begin.send(()).unwrap();
        next(&may_go);
    };
    pinned.with(call).detach();
    next(&has_begun);
    (pinned, (go, is_dropped))
}

fn pool_of_one() -> Pool {
    Pool::builder().max_threads(1).build().unwrap()
}

/// On runtimes whose tasks have one thread, where that can be had.
fn on_each_narrow_runtime(smol: fn(&Smol), tokio: fn(&Tokio), async_std: fn(&AsyncStdRuntime)) {
    within(move || smol(&Smol::new(1).unwrap()));
    within(move || tokio(&Tokio::multi_thread(1).unwrap()));
    within(move || tokio(&Tokio::current_thread().unwrap()));
    within(move || async_std(&AsyncStdRuntime::global()));
}

/// In a task, whatever keeps its thread keeps the loop.
fn leave<R: Spawner + SpawnBlocking>(rt: &R) {
    let (values, ends): (Vec<_>, Vec<_>) = (0..VALUES).map(|_| parked()).unzip();
    let (tasks, pool) = (rt.clone(), pool_of_one());
    let leaving = rt.spawn(async move {
        let mut closing = Vec::new();
        for (number, pinned) in values.into_iter().enumerate() {
            match number % 3 {
                0 => drop(pinned),
                1 => drop(pinned.close()),
                // Waited for, while the loop goes on.
                _ => closing.push(tasks.spawn(pinned.close())),
            }
        }
        let task = tasks.spawn(async { 1 }).await.unwrap();
        let closure = tasks.spawn_blocking(|| 2).await.unwrap();
        let narrow = pool.spawn_blocking(|| 3).await.unwrap();
        (closing, [task, closure, narrow])
    });
    let (closing, values) = leaving.join().unwrap();
    assert_eq!(values, [1, 2, 3]);
    for (_, is_dropped) in &ends {
        assert!(is_dropped.try_recv().is_err(), "its thread is parked");
    }
    for (go, is_dropped) in ends {
        go.send(()).unwrap();
        next(&is_dropped);
    }
    for close in closing {
        close.join().unwrap().unwrap();
    }
}

#[test]
fn b116_leaving_a_parked_value_blocks_no_loop_and_starves_no_pool() {
    on_each_narrow_runtime(|rt| leave(rt.handle()), |rt| leave(rt.handle()), leave);
}

/// One thread of a pool, and one of the loop, are parked in a scope.
fn park<R: Spawner + SpawnBlocking + BlockOn>(rt: &R) {
    let (pool, inside) = (pool_of_one(), rt.clone());
    let again = pool.clone();
    let closure = pool.spawn_blocking(move || {
        let home = thread::current().id();
        AffineScope::run(&inside, |scope| async move {
            // The pool has no other thread.
            let closure = again.spawn_blocking(|| 1).await.unwrap();
            let call = scope.call(|| thread::current().id()).await.unwrap();
            (closure, call == home)
        })
    });
    let inside = rt.clone();
    let task = rt.spawn(async move {
        let rt = &inside;
        AffineScope::run(rt, |scope| async move {
            let closure = rt.spawn_blocking(|| 2).await.unwrap();
            let task = rt.spawn(async move { scope.call(|| 3).await }).await;
            (closure, task.unwrap().unwrap())
        })
    });
    assert_eq!(closure.join().unwrap(), (1, true));
    assert_eq!(task.join().unwrap(), (2, 3));
    // Whoever was in a scope has left it.
    assert_eq!(pool.spawn_blocking(|| 4).join().unwrap(), 4);
    assert_eq!(rt.spawn(async { 5 }).join().unwrap(), 5);
}

#[test]
fn b116_a_thread_that_is_parked_in_a_scope_starves_nobody() {
    on_each_narrow_runtime(|rt| park(rt.handle()), |rt| park(rt.handle()), park);
}

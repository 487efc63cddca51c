//! Whose code runs on a thread: what a task of an application's executor lends its thread, among closures,
//! waits and other tasks.

use std::sync::Arc;

use amphi_core::park::block_on;
use amphi_core::{BlockOn, Spawner, TaskHandleExt};
use amphi_smol::{OwnedRuntime, SmolRuntime};
use async_executor::Executor;

/// Whose code runs here, in words.
fn here() -> Option<String> {
    let current = SmolRuntime::try_current().ok();
    assert_eq!(current.is_some(), SmolRuntime::is_running_here());
    current.map(|runtime| format!("{runtime:?}"))
}

fn application() -> (Arc<Executor<'static>>, SmolRuntime) {
    let executor = Arc::new(Executor::new());
    (executor.clone(), SmolRuntime::from(executor))
}

#[test]
fn a_task_tells_until_a_wait_inside_it_does_and_again_afterwards() {
    let (executor, rt) = application();
    let inside = rt.clone();
    let task = rt.spawn(async move {
        let own = format!("{inside:?}");
        assert_eq!(here().as_ref(), Some(&own));
        let owned = OwnedRuntime::new(1).unwrap();
        let other = owned.handle().block_on(async { here() });
        assert_eq!(other, Some(format!("{:?}", owned.handle())));
        assert_eq!(here().as_ref(), Some(&own));
        // The wait needs a stand-in to end, so this thread is known to be the executor's.
        let other = owned.handle().block_on(inside.spawn(async { here() }));
        assert_eq!(other.unwrap().as_ref(), Some(&own));
        assert_eq!(here(), Some(own));
    });
    block_on(executor.run(task)).unwrap();
    assert_eq!(here(), None);
}

#[test]
fn each_of_two_executors_tasks_finds_its_own() {
    let (outer, outer_rt) = application();
    let (inner, inner_rt) = application();
    let task = outer_rt.spawn(async move {
        // Each is spawned where it runs, so only the right executor polls it.
        let task = inner_rt.spawn(async {
            let own = SmolRuntime::current();
            own.spawn(async { 7 }).await.unwrap()
        });
        let seven = block_on(inner.run(task)).unwrap();
        let after = SmolRuntime::current().spawn(async { 8 });
        (seven, after.await.unwrap())
    });
    assert_eq!(block_on(outer.run(task)).unwrap(), (7, 8));
    assert_eq!(here(), None);
}

#[test]
fn a_wait_that_polls_a_task_tells_again_afterwards() {
    let (executor, rt) = application();
    let own = format!("{rt:?}");
    let owned = OwnedRuntime::new(1).unwrap();
    let (in_task, after) = owned.handle().block_on(async {
        let in_task = executor.run(rt.spawn(async { here() })).await;
        (in_task.unwrap(), here())
    });
    assert_eq!(in_task, Some(own));
    assert_eq!(after, Some(format!("{:?}", owned.handle())));
}

#[test]
fn a_task_that_panics_or_is_pending_leaves_no_mark() {
    let (executor, rt) = application();
    let panics = rt.spawn(async { panic!("as expected") });
    let pending = rt.spawn(std::future::pending::<()>());
    while executor.try_tick() {
        assert_eq!(here(), None);
    }
    assert!(block_on(panics).unwrap_err().is_panic());
    drop(pending);
}

#[test]
fn an_executor_that_has_gone_is_nobodys() {
    struct Asks(std::sync::mpsc::Sender<Option<String>>);
    impl Drop for Asks {
        fn drop(&mut self) {
            let _ = self.0.send(here());
        }
    }
    let (executor, rt) = application();
    let (seen, asked) = std::sync::mpsc::channel();
    let asks = Asks(seen);
    let task = rt.spawn(async move {
        let _asks = asks;
        std::future::pending::<()>().await;
    });
    assert!(executor.try_tick());
    drop((rt, executor));
    assert_eq!(asked.recv(), Ok(None));
    assert!(task.join().unwrap_err().is_shutdown());
}

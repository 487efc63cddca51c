//! What runs is found, in its tasks, closures and waits.

use std::sync::Arc;

use amphi::Handle;

use crate::ground::{current, tokio_runtime};
use crate::harness::{Case, cases};
use crate::stranger::Stranger;

pub(crate) const CASES: &[Case] = cases![
    a_running_tokio_is_found,
    a_foreign_tokio_is_found,
    two_runtimes_at_once,
    closures_know_their_runtime,
    waits_know_their_runtime,
    waits_on_a_stopped_runtime_know_it,
    an_applications_executor_is_found,
    a_custom_runtime_is_found,
];

fn a_running_tokio_is_found() {
    let owned = tokio_runtime();
    let handle = Handle::from(owned.handle());
    let nested = || async { amphi::spawn(async { current() }).await.unwrap() };
    assert_eq!(handle.spawn(nested()).join().unwrap(), "tokio");
}

/// One that amphi has never heard of, with its own task.
fn a_foreign_tokio_is_found() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let found = runtime.block_on(async { tokio::spawn(async { current() }).await.unwrap() });
    assert_eq!(found, "tokio");
}

fn two_runtimes_at_once() {
    let owned = tokio_runtime();
    let tokio = Handle::from(owned.handle());
    let smol = Handle::smol();
    let ping = |handle: &Handle| handle.spawn(async { amphi::spawn(async { current() }).await });
    for _ in 0..100 {
        let (on_tokio, on_smol) = (ping(&tokio), ping(&smol));
        assert_eq!(on_tokio.join().unwrap().unwrap(), "tokio");
        assert_eq!(on_smol.join().unwrap().unwrap(), "smol");
    }
    // A task of one that starts tasks on the other.
    let inner = smol.clone();
    let across = tokio.spawn(async move {
        let there = inner.spawn(async { current() }).await.unwrap();
        (there, current())
    });
    assert_eq!(across.join().unwrap(), ("smol".into(), "tokio".into()));
}

fn closures_know_their_runtime() {
    let owned = tokio_runtime();
    for handle in [
        Handle::from(owned.handle()),
        Handle::smol(),
        Handle::async_std(),
    ] {
        let found = handle.spawn_blocking(current).join().unwrap();
        assert_eq!(found, handle.backend().as_str());
    }
}

fn waits_know_their_runtime() {
    let owned = tokio_runtime();
    let all = [
        Handle::from(owned.handle()),
        Handle::smol(),
        Handle::async_std(),
    ];
    for outer in &all {
        for inner in &all {
            let wait = inner.clone();
            let found = outer
                .spawn(async move { wait.block_on(async { current() }) })
                .join();
            assert_eq!(found.unwrap(), inner.backend().as_str(), "inside {outer:?}");
        }
    }
}

/// The thread that waits is the one that drives the runtime, where tokio itself names another one.
fn waits_on_a_stopped_runtime_know_it() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let handle = Handle::from(runtime.handle());
    let pool = amphi::Pool::builder().max_threads(1).build().unwrap();
    let pooled = handle.with_pool(&pool);
    let here = || format!("{:?}", Handle::current());
    let (plain, with_pool) = (format!("{handle:?}"), format!("{pooled:?}"));
    let smol = format!("{:?}", Handle::smol());
    runtime.block_on(async {
        assert_eq!(here(), plain);
        let left = handle.block_on(async {
            assert_eq!(here(), plain);
            // What is waited for inside, or entered, comes first, and is forgotten when it ends.
            handle.block_on(async { assert_eq!(here(), plain) });
            Handle::smol().block_on(async {
                assert_eq!(here(), smol);
                handle.block_on(async { assert_eq!(here(), plain) });
                assert_eq!(here(), smol);
            });
            assert_eq!(here(), plain);
            pooled.block_on(async { assert_eq!(here(), with_pool) });
            let entered = Handle::smol().enter();
            assert_eq!(here(), smol);
            drop(entered);
            assert_eq!(here(), plain);
            // After the first poll too.
            handle.sleep(std::time::Duration::from_millis(1)).await;
            assert_eq!(here(), plain);
            Handle::smol().enter()
        });
        // A guard may outlive the wait in which it was made.
        assert_eq!(here(), smol);
        drop(left);
        let panics = || handle.block_on(async { panic!("inside the wait") });
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(panics)).unwrap_err();
        assert_eq!(here(), plain);
        // Nothing is left behind: another runtime's context counts again.
        let other = tokio_runtime();
        let _context = other.handle().as_tokio().enter();
        assert_eq!(here(), format!("{:?}", Handle::from(other.handle())));
    });
}

fn an_applications_executor_is_found() {
    let executor = Arc::new(amphi::smol::Executor::new());
    let handle = Handle::from(executor.clone());
    let task = handle.spawn(async { current() });
    Handle::set_default(Handle::async_std()).expect("the first call");
    let found = futures_lite::future::block_on(executor.run(task));
    assert_eq!(found.unwrap(), "smol");
}

fn a_custom_runtime_is_found() {
    // A stranger's runtime, as far as the facade can see.
    let handle = Handle::custom(Stranger(Handle::async_std()));
    assert_eq!(
        handle.spawn(async { current() }).join().unwrap(),
        "stranger"
    );
    assert_eq!(handle.spawn_blocking(current).join().unwrap(), "stranger");
    assert_eq!(handle.block_on(async { current() }), "stranger");
}

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

//! Errors and panics (B4, B5), and runtimes that go.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::sync::Arc;
use std::thread;

use amphi::tokio::TokioRuntime;
use amphi::{Handle, asyncify, asyncify_on};
use futures_lite::FutureExt;
use futures_lite::future::poll_once;
use tokio::runtime::Builder;

use crate::by_hand::by_hand;
use crate::ground::on_each;

#[test]
fn b04_an_error_is_moved_as_it_is() {
    on_each(|_| async {
        let error = Arc::new("the very same");
        let given = error.clone();
        let result: Result<(), _> = asyncify(move || Err(given.clone()))().await;
        assert!(Arc::ptr_eq(&result.unwrap_err(), &error));
    });
}

#[test]
fn b04_a_panic_goes_on_in_the_awaiter_with_its_payload() {
    on_each(|_| async {
        let payload = Arc::new("the very same");
        let given = payload.clone();
        let call = asyncify(move || -> u32 { panic_any(given.clone()) });
        let raised = [
            AssertUnwindSafe(call()).catch_unwind().await.unwrap_err(),
            catch_unwind(AssertUnwindSafe(|| call().join())).unwrap_err(),
            call().spawn().await.unwrap_err().into_panic(),
        ];
        for raised in raised {
            let raised = raised.downcast::<Arc<&str>>().unwrap();
            assert!(Arc::ptr_eq(&raised, &payload));
        }
    });
}

#[test]
fn b05_a_failure_costs_no_thread() {
    // A pool of one thread: if a failure cost it, the next call would find none, or another.
    let owned = Builder::new_multi_thread()
        .worker_threads(1)
        .max_blocking_threads(1)
        .build()
        .unwrap();
    let handle = Handle::tokio(owned.handle().clone());
    let fail = handle.asyncify(|index: u32| -> thread::ThreadId {
        if index % 2 == 1 {
            panic_any(thread::current().id());
        }
        thread::current().id()
    });
    let threads: HashSet<_> = (0..10)
        .map(|index| match fail(index).spawn().join() {
            Ok(id) => id,
            Err(error) => *error.into_panic().downcast().unwrap(),
        })
        .collect();
    assert_eq!(threads.len(), 1);
}

#[test]
fn b05_failures_and_values_take_turns() {
    on_each(|_| async {
        let call = asyncify(|index: u32| {
            if index % 2 == 0 {
                index
            } else {
                panic_any(index)
            }
        });
        for index in 0..10 {
            let value = AssertUnwindSafe(call(index)).catch_unwind().await;
            let value = value.unwrap_or_else(|raised| *raised.downcast().unwrap());
            assert_eq!(value, index);
        }
    });
}

#[test]
fn a_runtime_that_has_gone_is_told() {
    let owned = Builder::new_current_thread().build().unwrap();
    let gone = Handle::from(TokioRuntime::from(owned.handle().clone()));
    drop(owned);
    let error = gone.asyncify(|| ())().spawn().join().unwrap_err();
    assert!(error.is_shutdown());
    let raised = catch_unwind(AssertUnwindSafe(|| gone.asyncify(|| ())().join())).unwrap_err();
    let text = raised.downcast::<String>().unwrap();
    assert!(
        text.contains("has shut down") && text.contains("`spawn`"),
        "{text}"
    );
}

#[test]
fn a_runtime_that_goes_meanwhile_is_told() {
    let pool = by_hand();
    let mut call = asyncify_on(pool.clone(), || ())();
    amphi::block_on(async {
        assert!(poll_once(&mut call).await.is_none());
        pool.lose_one();
        let raised = AssertUnwindSafe(call).catch_unwind().await.unwrap_err();
        let text = raised.downcast::<String>().unwrap();
        assert!(text.contains("has shut down"), "{text}");
    });
}

#[test]
fn a_call_gives_its_value_once() {
    let mut call = asyncify(|| 7)();
    assert_eq!(amphi::block_on(&mut call), 7);
    assert_eq!(format!("{call:?}"), "Offloaded(given)");
    let again = catch_unwind(AssertUnwindSafe(|| amphi::block_on(&mut call))).unwrap_err();
    let text = again.downcast::<&str>().unwrap();
    assert!(text.contains("after it had given"), "{text}");
}

//! A runtime that goes while a closure of another one waits for it.

use std::future::pending;

use amphi::{BlockOnErrorKind, Handle, Portal, cancellable, smol, tokio};

use crate::ground::{bounded, gate, on_each};

#[test]
fn b47_a_closure_that_waits_for_a_runtime_that_goes_is_freed() {
    on_each(|ground| {
        for (handle, end) in ending() {
            let (begin, begun) = gate();
            let other = handle.clone();
            let waits = ground.handle.spawn_blocking(move || {
                other.try_block_on(cancellable(async move {
                    begin.open();
                    pending::<()>().await;
                }))
            });
            begun.wait();
            let (begin, begun) = gate();
            let calls = ground.handle.spawn_blocking(move || {
                Portal::on(handle).call(cancellable(async move {
                    begin.open();
                    pending::<()>().await;
                }))
            });
            begun.wait();
            end();
            let gone = waits.join().unwrap().unwrap_err();
            assert_eq!(gone.kind(), BlockOnErrorKind::RuntimeGone);
            let gone = calls.join().unwrap().unwrap_err();
            assert!(gone.is_shutdown(), "{gone}");
        }
    });
}

#[test]
fn b47_a_closure_of_the_runtime_that_goes_can_still_be_cancelled() {
    for (handle, end) in ending() {
        bounded(&format!("{handle:?}"), move || {
            let (begin, begun) = gate();
            let (go_on, goes_on) = gate();
            let closure = handle.spawn_blocking(move || {
                begin.open();
                goes_on.wait();
                amphi::is_cancelled()
            });
            begun.wait();
            end();
            let ending = closure.cancel();
            go_on.open();
            assert!(Handle::async_std().block_on(ending).unwrap());
        });
    }
}

/// A runtime that can be ended, and its handle.
type Ending = (Handle, Box<dyn FnOnce() + Send>);

fn ending() -> Vec<Ending> {
    let many = tokio::OwnedRuntime::multi_thread(1).unwrap();
    let one = tokio::OwnedRuntime::current_thread().unwrap();
    let small = smol::OwnedRuntime::new(1).unwrap();
    vec![
        (many.handle().into(), Box::new(|| drop(many))),
        (one.handle().into(), Box::new(|| drop(one))),
        (small.handle().into(), Box::new(|| drop(small))),
    ]
}

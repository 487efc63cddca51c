//! Guards whose runtime goes.

use std::any::Any;
use std::sync::mpsc::Sender;
use std::thread;

use amphi::cleanup::{Trouble, lost};
use amphi::{AsyncGuard, Handle, smol, tokio};

use crate::ground::{Inbox, bounded, channel};
use crate::reports::guard;

/// Tells when it is dropped.
struct Told(Sender<()>);

impl Drop for Told {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}

fn owned() -> Vec<(Handle, Box<dyn Any + Send>)> {
    let many = tokio::OwnedRuntime::multi_thread(1).unwrap();
    let current = tokio::OwnedRuntime::current_thread().unwrap();
    let small = smol::OwnedRuntime::new(1).unwrap();
    vec![
        (many.handle().into(), Box::new(many)),
        (current.handle().into(), Box::new(current)),
        (small.handle().into(), Box::new(small)),
    ]
}

/// Ends a runtime, and waits until it has ended: its tasks were dropped.
fn end(handle: &Handle, owner: Box<dyn Any + Send>) {
    let held = handle.spawn(std::future::pending::<()>());
    drop(owner);
    assert!(held.join().unwrap_err().is_shutdown());
}

/// A guard on this runtime with a cleanup that never ends, what tells that the value was dropped, and
/// the reports.
#[track_caller]
fn endless(handle: &Handle) -> (AsyncGuard<Told>, Inbox<()>, Inbox<Trouble>) {
    let (sender, dropped) = channel();
    let _entered = handle.enter();
    let (guard, reports) = guard(Told(sender), async |value| {
        let _value = value;
        std::future::pending::<()>().await;
    });
    (guard, dropped, reports)
}

#[test]
fn b86_where_the_runtime_has_gone_the_value_is_dropped_and_that_is_reported() {
    for (handle, owner) in owned() {
        bounded(move || {
            let (plain, dropped, reports) = endless(&handle);
            end(&handle, owner);
            let before = lost();
            // Synchronous code has polled it once.
            drop(plain);
            assert_eq!(reports.next(), Trouble::CutOff);
            dropped.next();
            // A task of another runtime starts a task that never runs.
            let (in_task, dropped, reports) = endless(&handle);
            let other = Handle::async_std();
            other.spawn(async move { drop(in_task) }).join().unwrap();
            assert_eq!(reports.next(), Trouble::NotRun);
            dropped.next();
            assert!(lost() >= before + 2);
        });
    }
}

#[test]
fn b86_what_needs_no_waiting_is_done_also_where_the_runtime_has_gone() {
    for (handle, owner) in owned() {
        bounded(move || {
            let (done, is_done) = channel();
            let guard = AsyncGuard::on(&handle, done, async |done: Sender<u8>| done.send(7));
            end(&handle, owner);
            drop(guard);
            assert_eq!(is_done.next(), 7);
        });
    }
}

#[test]
fn b86_a_runtime_that_goes_cuts_the_cleanup_off() {
    for (handle, owner) in owned() {
        bounded(move || {
            let (dropped_in_task, dropped, reports) = endless(&handle);
            let task = handle.spawn(async move { drop(dropped_in_task) });
            task.join().unwrap();
            // It has begun, or not.
            handle.block_on(amphi::yield_now());
            drop(owner);
            let trouble = reports.next();
            assert!(
                matches!(trouble, Trouble::CutOff | Trouble::NotRun),
                "{trouble:?}"
            );
            dropped.next();
        });
    }
}

#[test]
fn b86_a_drop_that_waits_ends_with_the_runtime() {
    for (handle, owner) in owned() {
        bounded(move || {
            let (begun, has_begun) = channel();
            let _entered = handle.enter();
            let (guard, reports) = guard(begun, async |begun: Sender<()>| {
                // Only what parks learns of the end.
                amphi::yield_now().await;
                begun.send(()).unwrap();
                std::future::pending::<()>().await;
            });
            let waits = thread::spawn(move || drop(guard));
            has_begun.next();
            drop(owner);
            waits.join().unwrap();
            assert_eq!(reports.next(), Trouble::CutOff);
        });
    }
}

#[test]
fn b86_closing_where_the_runtime_has_gone_panics_and_reports() {
    for (handle, owner) in owned() {
        bounded(move || {
            let (guard, dropped, reports) = endless(&handle);
            end(&handle, owner);
            let cleanup = std::panic::AssertUnwindSafe(guard.close());
            let raised = std::panic::catch_unwind(|| { cleanup }.0.wait()).unwrap_err();
            let text = raised.downcast::<String>().unwrap();
            assert!(text.contains("shut down"), "{text}");
            assert_eq!(reports.next(), Trouble::CutOff);
            dropped.next();
        });
    }
}

#[test]
fn b86_awaiting_needs_no_runtime_of_the_guard() {
    for (handle, owner) in owned() {
        bounded(move || {
            let (done, is_done) = channel();
            let guard = AsyncGuard::on(&handle, done, async |done: Sender<u8>| {
                amphi::yield_now().await;
                done.send(7).unwrap();
            });
            end(&handle, owner);
            Handle::async_std().block_on(async {
                guard.close().await;
                assert_eq!(is_done.sent().await, 7);
            });
        });
    }
}

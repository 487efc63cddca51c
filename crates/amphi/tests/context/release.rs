//! A context has gone before the result of the work that it went along with is seen (C7).

use std::future::pending;
use std::sync::{Arc, Weak};

use amphi::{Handle, JoinHandle, context_var, smol, tokio};

use crate::ground::{Ground, on_each};

context_var! { static HELD: Arc<()> }

/// Starts something in a scope, and checks that nobody has the value when `end` has seen the result.
#[track_caller]
fn gone_after<T: Send + 'static>(
    ground: &Ground,
    start: impl FnOnce(&Handle) -> JoinHandle<T>,
    end: impl FnOnce(JoinHandle<T>),
) {
    let held = Arc::new(());
    let left: Weak<()> = Arc::downgrade(&held);
    let started = HELD.sync_scope(held, || start(&ground.handle));
    end(started);
    assert!(left.upgrade().is_none(), "the value is still there");
}

#[test]
fn b49_a_value_has_gone_before_the_result_is_seen() {
    fn fine(handle: JoinHandle<bool>) {
        assert!(handle.join().unwrap());
    }
    fn raised(handle: JoinHandle<()>) {
        assert!(handle.join().unwrap_err().is_panic());
    }
    fn sees() -> bool {
        HELD.with(|held| held.is_some())
    }
    fn raise() {
        std::panic::resume_unwind(Box::new(()));
    }
    on_each(|ground| {
        for _ in 0..50 {
            gone_after(ground, |on| on.spawn(async { sees() }), fine);
            gone_after(ground, |on| on.spawn_blocking(sees), fine);
            gone_after(ground, |on| on.spawn(async { raise() }), raised);
            gone_after(ground, |on| on.spawn_blocking(raise), raised);
            let cancelled = |task: JoinHandle<()>| {
                let ended = Handle::smol().block_on(task.cancel());
                assert!(ended.unwrap_err().is_cancelled());
            };
            gone_after(ground, |on| on.spawn(pending::<()>()), cancelled);
            // It may have run before.
            let cancelled = |closure: JoinHandle<bool>| {
                drop(Handle::smol().block_on(closure.cancel()));
            };
            gone_after(ground, |on| on.spawn_blocking(sees), cancelled);
        }
    });
}

#[test]
fn b49_a_runtime_that_goes_lets_go_of_what_its_tasks_carried() {
    let gone_with = |handle: Handle, owner: Box<dyn std::any::Any>| {
        let held = Arc::new(());
        let left = Arc::downgrade(&held);
        let task = HELD.sync_scope(held, || handle.spawn(pending::<()>()));
        drop(owner);
        assert!(task.join().unwrap_err().is_shutdown());
        assert!(left.upgrade().is_none());
    };
    for _ in 0..20 {
        let owned = tokio::OwnedRuntime::multi_thread(1).unwrap();
        gone_with(owned.handle().clone().into(), Box::new(owned));
        let owned = tokio::OwnedRuntime::current_thread().unwrap();
        gone_with(owned.handle().clone().into(), Box::new(owned));
        let owned = smol::OwnedRuntime::new(1).unwrap();
        gone_with(owned.handle().clone().into(), Box::new(owned));
    }
}

//! Calls into a portal carry the caller's context.

use std::sync::Arc;
use std::time::{Duration, Instant};

use amphi::{Handle, Portal, context_var};

use crate::ground::{NUMBER, grounds, on_each};

#[test]
fn b56_calls_into_a_portal_carry_the_callers_context() {
    on_each(|ground| {
        let portal = Portal::on(ground.handle.clone());
        let look = || async {
            let first = NUMBER.get();
            amphi::yield_now().await;
            (first, NUMBER.get())
        };
        let seven = (Some(7), Some(7));
        NUMBER.sync_scope(7, || {
            assert_eq!(portal.call(look()).unwrap(), seven);
            assert_eq!(portal.call_sync(|| NUMBER.get()).unwrap(), Some(7));
            let hour = Duration::from_secs(3600);
            assert_eq!(portal.call_timeout(hour, look()).unwrap(), seven);
            assert_eq!(portal.spawn(look()).join().unwrap(), seven);
            let called = Handle::smol().block_on(portal.call_async(look()));
            assert_eq!(called.unwrap(), seven);
            let (early, task) = portal
                .start_task(move |started| {
                    started.send(NUMBER.get()).unwrap();
                    look()
                })
                .unwrap();
            assert_eq!((early, task.join().unwrap()), (Some(7), seven));
        });
        assert_eq!(portal.call(look()).unwrap(), (None, None));
    });
}

#[test]
fn b56_a_workers_changes_go_into_the_portal() {
    on_each(|ground| {
        let portal = Arc::new(Portal::start().unwrap());
        let inner = portal.clone();
        let worker = NUMBER.sync_scope(1, || {
            ground.handle.spawn_blocking(move || {
                let call = || inner.call(async { NUMBER.get() }).unwrap();
                (call(), NUMBER.sync_scope(2, call))
            })
        });
        assert_eq!(worker.join().unwrap(), (Some(1), Some(2)));
    });
}

#[test]
fn b88_awaiting_another_runtime_carries_the_context() {
    on_each(|ground| {
        for other in grounds() {
            let portal = Portal::on(other.handle.clone());
            let task = ground.handle.spawn(NUMBER.scope(7, async move {
                let seen = portal.call_async(async {
                    amphi::yield_now().await;
                    NUMBER.get()
                });
                (seen.await.unwrap(), NUMBER.get())
            }));
            assert_eq!(task.join().unwrap(), (Some(7), Some(7)), "{}", other.name);
        }
    });
}

#[test]
fn b56_a_closed_portal_has_let_go_of_what_its_tasks_carried() {
    context_var! { static HELD: Arc<()> }
    on_each(|ground| {
        let mut at_once = 0;
        for _ in 0..200 {
            let held = Arc::new(());
            let portal = Portal::on(ground.handle.clone());
            HELD.sync_scope(held.clone(), || {
                portal.spawn(std::future::pending::<()>()).detach();
                portal.spawn(amphi::yield_now()).detach();
                portal.spawn(async { std::panic::resume_unwind(Box::new(())) as () });
            });
            let report = portal.close(Duration::ZERO).wait();
            match report.left {
                0 => at_once += 1,
                // On a busy machine they may take longer than it waits, but never stay.
                _ => gone(&held),
            }
            assert_eq!(Arc::strong_count(&held), 1, "{report:?}");
        }
        assert!(at_once > 0, "no close has waited for what it cancelled");
    });
}

/// Waits until nobody else has it.
fn gone(held: &Arc<()>) {
    let end = Instant::now() + Duration::from_secs(30);
    while Arc::strong_count(held) > 1 {
        assert!(Instant::now() < end, "a closed portal keeps it");
        std::thread::yield_now();
    }
}

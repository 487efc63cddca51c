//! Calls: where they run, what they give, and how they fail.

use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use amphi::{Handle, Portal, PortalError, smol, tokio};

use crate::ground::{self, BOUND, MOMENT, bounded, calling, endless, on, on_each, stick};

#[test]
fn b60_a_call_runs_on_the_portals_thread_and_gives_its_value() {
    on_each(|ground| {
        let here = thread::current().id();
        let there = ground.portal.call(async move {
            amphi::yield_now().await;
            amphi::sleep(MOMENT).await;
            thread::current().id()
        });
        assert_ne!(there.unwrap(), here);
        assert_eq!(ground.portal.call(async { 6 * 7 }).unwrap(), 42);
        assert_eq!(ground.portal.live_tasks(), 0);
    });
    on(ground::started(), |ground| {
        let look = || thread::current().id();
        let first = ground.portal.call_sync(look).unwrap();
        for _ in 0..20 {
            let next = ground.portal.call(async move { look() }).unwrap();
            assert!(!ground.one_thread || next == first);
        }
    });
}

#[test]
fn b61_b73_a_closure_runs_where_the_tasks_do() {
    on_each(|ground| {
        let there = ground.portal.call_sync(|| {
            let current = Handle::current().backend().as_str().to_owned();
            (thread::current().id(), current)
        });
        let (thread, current) = there.unwrap();
        assert_ne!(thread, thread::current().id());
        assert_eq!(current, ground.portal.handle().backend().as_str());
    });
}

#[test]
fn b62_failures_come_back_as_they_are() {
    on_each(|ground| {
        let failed: Result<u8, &str> = ground
            .portal
            .call(async { Err("an ordinary error") })
            .unwrap();
        assert_eq!(failed, Err("an ordinary error"));
        let raised = ground.portal.call(async { std::panic::panic_any(7_u8) });
        let error = raised.unwrap_err();
        assert!(error.is_panic() && !error.is_cancelled());
        assert_eq!(*error.into_panic().downcast::<u8>().unwrap(), 7);
        let raised = ground.portal.call_sync(|| panic!("in a closure"));
        assert!(raised.unwrap_err().to_string().contains("in a closure"));
        // The portal goes on.
        assert_eq!(ground.portal.call(async { 7 }).unwrap(), 7);
        assert_eq!(ground.portal.live_tasks(), 0);
    });
}

#[test]
fn b64_any_thread_with_a_reference_can_call() {
    on_each(|ground| {
        let callers: Vec<_> = (0..8)
            .map(|index| {
                let portal = ground.portal.clone();
                thread::spawn(move || portal.call(async move { index }).unwrap())
            })
            .collect();
        let given: Vec<_> = callers
            .into_iter()
            .map(|caller| caller.join().unwrap())
            .collect();
        assert_eq!(given, (0..8).collect::<Vec<_>>());
    });
}

/// A runtime that can be ended, and its handle.
type Ending = (Handle, Box<dyn FnOnce() + Send>);

fn ending() -> Vec<Ending> {
    let many = tokio::OwnedRuntime::multi_thread(1).unwrap();
    let one = tokio::OwnedRuntime::current_thread().unwrap();
    let small = smol::OwnedRuntime::new(1).unwrap();
    let own = smol::OwnedRuntime::new(1).unwrap();
    vec![
        (many.handle().into(), Box::new(|| drop(many))),
        (one.handle().into(), Box::new(|| drop(one))),
        (small.handle().into(), Box::new(|| drop(small))),
        (Handle::custom(own.handle().clone()), Box::new(|| drop(own))),
    ]
}

#[test]
fn b65_a_runtime_that_goes_during_a_call_ends_it() {
    for (handle, end) in ending() {
        bounded(&format!("{handle:?}"), move || {
            let portal = Arc::new(Portal::on(handle));
            let (future, dropped) = endless();
            let caller = calling(&portal, future);
            end();
            let error = caller.join().unwrap().unwrap_err();
            assert!(error.is_shutdown() && !error.is_cancelled(), "{error}");
            dropped.wait();
        });
    }
}

#[test]
fn b65_a_call_into_a_runtime_that_has_gone_does_not_run() {
    for (handle, end) in ending() {
        bounded(&format!("{handle:?}"), move || {
            let portal = Portal::on(handle.clone());
            end();
            // Until its threads have seen that it ended, it may run something.
            while handle.spawn(async {}).join().is_ok() {}
            let (ran, has_run) = mpsc::channel();
            let error = portal.call_sync(move || ran.send(()).unwrap()).unwrap_err();
            assert!(error.is_shutdown(), "{error}");
            assert!(has_run.recv_timeout(BOUND).is_err(), "it was dropped unrun");
            assert!(portal.spawn(async {}).join().unwrap_err().is_shutdown());
            assert_eq!(portal.live_tasks(), 0);
        });
    }
}

#[test]
fn b65_a_runtime_that_goes_before_a_task_has_started_is_told_so() {
    for (handle, end) in ending() {
        bounded(&format!("{handle:?}"), move || {
            let portal = Portal::on(handle);
            let (begun, has_begun) = mpsc::channel();
            let starter = thread::spawn(move || {
                portal.start_task::<(), _, _>(|started| async move {
                    let _started = started;
                    begun.send(()).unwrap();
                    std::future::pending::<()>().await;
                })
            });
            has_begun.recv_timeout(BOUND).unwrap();
            end();
            let error = starter.join().unwrap().unwrap_err();
            assert!(error.is_shutdown(), "{error}");
        });
    }
}

#[test]
fn b66_a_call_where_a_runtime_drops_a_task_at_its_end_is_refused() {
    struct Calls(Arc<Portal>, mpsc::Sender<PortalError>);
    impl Drop for Calls {
        fn drop(&mut self) {
            self.1.send(self.0.call(async {}).unwrap_err()).unwrap();
        }
    }
    for (handle, end) in ending() {
        bounded(&format!("{handle:?}"), move || {
            let portal = Arc::new(Portal::on(handle));
            let (sender, errors) = mpsc::channel();
            let calls = Calls(portal.clone(), sender);
            drop(portal.spawn(async move {
                let _calls = calls;
                std::future::pending::<()>().await;
            }));
            portal.call(async {}).unwrap();
            end();
            assert!(errors.recv_timeout(BOUND).unwrap().is_own_thread());
        });
    }
}

#[test]
fn b67_a_closure_that_was_offloaded_by_a_call_can_call_in_turn() {
    on_each(|ground| {
        let portal = ground.portal.clone();
        let deep = ground.portal.call(async move {
            let again = portal.clone();
            let closure = move || {
                let inner = again.clone();
                again.call(async move { inner.handle().spawn_blocking(|| 7).await.unwrap() })
            };
            portal.handle().spawn_blocking(closure).await.unwrap()
        });
        assert_eq!(deep.unwrap().unwrap(), 7);
    });
}

#[test]
fn b70_a_call_that_takes_too_long_is_cancelled() {
    on_each(|ground| {
        let (future, dropped) = endless();
        let error = ground.portal.call_timeout(MOMENT, future).unwrap_err();
        assert!(error.is_timeout() && !error.is_cancelled(), "{error}");
        dropped.wait();
        assert_eq!(ground.portal.call_timeout(BOUND, async { 7 }).unwrap(), 7);
        assert_eq!(
            ground
                .portal
                .call_timeout(Duration::MAX, async { 7 })
                .unwrap(),
            7
        );
        let raised = ground
            .portal
            .call_timeout(BOUND, async { panic!("in time") });
        assert!(raised.unwrap_err().is_panic());
    });
}

#[test]
fn b70_a_timeout_comes_also_where_the_thread_is_stuck() {
    on(ground::grounds(), |ground| {
        let release = ground.one_thread.then(|| stick(&ground.portal));
        let (future, dropped) = endless();
        assert!(
            ground
                .portal
                .call_timeout(MOMENT, future)
                .unwrap_err()
                .is_timeout()
        );
        drop(release);
        dropped.wait();
    });
}

#[test]
fn b83_the_thread_has_the_name() {
    for (kind, handle) in ground::kinds() {
        bounded(kind, move || {
            let _entered = handle.enter();
            let name = || thread::current().name().map(String::from);
            let named = Portal::builder().name("the-mailer").start().unwrap();
            let plain = Portal::start().unwrap();
            let found = (
                named.call_sync(name).unwrap(),
                plain.call_sync(name).unwrap(),
            );
            if kind != "async-std" {
                assert_eq!(found.0.as_deref(), Some("the-mailer"));
                assert_eq!(found.1.as_deref(), Some("amphi-portal"));
            }
            assert_eq!(named.handle().backend().as_str(), kind);
        });
    }
}

#[test]
fn b85_a_portal_that_cannot_start_says_so() {
    for (kind, handle) in ground::kinds() {
        if kind != "async-std" {
            let _entered = handle.enter();
            let error = Portal::builder().name("zero\0byte").start().unwrap_err();
            assert!(error.is_start_failed(), "{error}");
            let cause = std::error::Error::source(&error).unwrap().to_string();
            assert!(cause.contains("zero byte"), "{cause}");
        }
    }
}

#[test]
fn b89_a_portal_can_be_started_and_called_inside_another_runtime() {
    let many = tokio::OwnedRuntime::multi_thread(1).unwrap();
    let one = tokio::OwnedRuntime::current_thread().unwrap();
    let outer = [Handle::from(many.handle()), Handle::from(one.handle())];
    for outer in outer
        .into_iter()
        .chain([Handle::smol(), Handle::async_std()])
    {
        for (kind, inner) in ground::kinds() {
            let task = async move {
                let portal = {
                    let _entered = inner.enter();
                    Portal::start().unwrap()
                };
                let nested = portal.call(async {
                    amphi::sleep(MOMENT).await;
                    1
                });
                let limited = portal.call_timeout(BOUND, async { 2 });
                let awaited = portal.call_async(async { 3 }).await;
                let report = portal.close(BOUND).await;
                assert!(report.is_clean(), "{report:?}");
                nested.unwrap() + limited.unwrap() + awaited.unwrap()
            };
            let mut task = outer.spawn(task);
            let ended = task.join_timeout(BOUND);
            let ended = ended.unwrap_or_else(|| panic!("{kind} hangs inside {outer:?}"));
            assert_eq!(ended.unwrap(), 6);
        }
    }
}

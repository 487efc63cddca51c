//! What is refused, since it could not end: calls from inside, in a circle, after the end.

use std::sync::{Arc, mpsc};
use std::time::Duration;

use amphi::{Handle, Portal, PortalError, tokio};

use crate::ground::{BOUND, MOMENT, bounded, on_each, started};

/// All ways to wait for a portal, which must be refused alike; nothing of them may run.
fn refusals(portal: &Portal) -> Vec<PortalError> {
    let (ran, has_run) = mpsc::channel();
    let run = || {
        let ran = ran.clone();
        async move { ran.send(()).unwrap() }
    };
    let (sync, start) = (ran.clone(), ran.clone());
    let errors = vec![
        portal.call(run()).unwrap_err(),
        portal
            .call_sync(move || sync.send(()).unwrap())
            .unwrap_err(),
        portal.call_timeout(Duration::ZERO, run()).unwrap_err(),
        portal
            .start_task::<(), _, _>(|_| async move { start.send(()).unwrap() })
            .unwrap_err(),
    ];
    drop(ran);
    assert!(
        has_run.recv_timeout(BOUND).is_err(),
        "all were dropped unrun"
    );
    errors
}

fn assert_own_thread(portal: &Portal) {
    for error in refusals(portal) {
        assert!(error.is_own_thread() && !error.is_cycle(), "{error}");
    }
}

#[test]
fn b66_b74_a_call_in_a_task_of_the_portal_is_refused() {
    on_each(|ground| {
        let portal = ground.portal.clone();
        let inside = ground.portal.call(async move {
            assert_own_thread(&portal);
            amphi::yield_now().await;
            assert_own_thread(&portal);
            // What does not wait is welcome.
            let (one, two) = (portal.spawn(async { 1 }), portal.call_async(async { 2 }));
            one.await.unwrap() + two.await.unwrap()
        });
        assert_eq!(inside.unwrap(), 3);
        let portal = ground.portal.clone();
        let spawned = ground
            .portal
            .spawn(async move { assert_own_thread(&portal) });
        spawned.join().unwrap();
        assert_eq!(ground.portal.live_tasks(), 0);
    });
}

#[test]
fn b66_a_call_in_a_wait_inside_a_task_is_refused() {
    on_each(|ground| {
        let portal = ground.portal.clone();
        let inside = ground.portal.call(async move {
            for handle in [
                portal.handle().clone(),
                Handle::smol(),
                Handle::tokio_default(),
            ] {
                handle.block_on(async {
                    assert_own_thread(&portal);
                    amphi::sleep(MOMENT).await;
                    assert_own_thread(&portal);
                });
            }
            // After it, as before.
            assert_own_thread(&portal);
        });
        inside.unwrap();
    });
}

#[test]
fn b66_a_call_where_a_task_of_the_portal_is_dropped_is_refused() {
    struct Calls(Arc<Portal>, mpsc::Sender<PortalError>);
    impl Drop for Calls {
        fn drop(&mut self) {
            let error = self.0.call(async {}).unwrap_err();
            self.1.send(error).unwrap();
        }
    }
    on_each(|ground| {
        let (sender, errors) = mpsc::channel();
        let calls = Calls(ground.portal.clone(), sender);
        let task = ground.portal.spawn(async move {
            let _calls = calls;
            std::future::pending::<()>().await;
        });
        drop(task.cancel());
        assert!(errors.recv_timeout(BOUND).unwrap().is_own_thread());
    });
}

#[test]
fn b66_a_call_on_the_one_thread_of_tokio_is_refused_in_any_task() {
    bounded("any task", || {
        let one = tokio::OwnedRuntime::current_thread().unwrap();
        let portal = Arc::new(Portal::on(one.handle()));
        let inner = portal.clone();
        // No task of the portal, but nothing could run one meanwhile.
        let foreign = portal
            .handle()
            .spawn(async move { assert_own_thread(&inner) });
        foreign.join().unwrap();

        let by_hand = ::tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let portal = Portal::on(by_hand.handle());
        by_hand.block_on(async { assert_own_thread(&portal) });
    });
}

#[test]
fn b74_a_call_in_a_foreign_task_works_where_another_thread_takes_over() {
    on_each(|ground| {
        if ground.portal.handle().backend().as_str() == "tokio" && ground.one_thread {
            return;
        }
        let inner = ground.portal.clone();
        let foreign = ground
            .portal
            .handle()
            .spawn(async move { inner.call(async { 7 }) });
        assert_eq!(foreign.join().unwrap().unwrap(), 7);
    });
}

#[test]
fn b75_call_after_close_is_refused() {
    on_each(|ground| {
        assert!(!ground.portal.is_closed());
        let report = ground.portal.close(BOUND).wait();
        assert!(report.is_clean() && ground.portal.is_closed(), "{report:?}");
        for error in refusals(&ground.portal) {
            assert!(error.is_closed() && !error.is_cancelled(), "{error}");
        }
        assert!(
            ground
                .portal
                .spawn(async {})
                .join()
                .unwrap_err()
                .is_shutdown()
        );
        let awaited = Handle::smol().block_on(ground.portal.call_async(async {}));
        assert!(awaited.unwrap_err().is_closed());
        assert_eq!(ground.portal.live_tasks(), 0);
    });
}

/// Portals of every kind in every place of a circle.
fn circles(length: usize, body: fn(&[Arc<Portal>])) {
    let kinds = started().len();
    for first in 0..kinds {
        let mut portals = Vec::new();
        for place in 0..length {
            portals.push(started().swap_remove((first + place) % kinds).portal);
        }
        bounded(&format!("{portals:?}"), move || body(&portals));
    }
}

#[test]
fn b90_a_call_back_into_a_portal_that_waits_is_refused() {
    circles(2, |portals| {
        let [a, b] = portals else { unreachable!() };
        let (first, second, back) = (a.clone(), b.clone(), a.clone());
        let answer = first.call(async move {
            let inner = second.clone();
            second.call(async move {
                for error in refusals(&back) {
                    assert!(error.is_cycle() && !error.is_own_thread(), "{error}");
                }
                // The innermost is its own thread, whoever waits for it.
                assert_own_thread(&inner);
                7
            })
        });
        assert_eq!(answer.unwrap().unwrap(), 7);
        // Nothing of it sticks.
        let (second, back) = (b.clone(), a.clone());
        assert_eq!(
            second
                .call(async move { back.call(async { 8 }) })
                .unwrap()
                .unwrap(),
            8
        );
    });
}

#[test]
fn b90_a_longer_circle_is_refused_too() {
    circles(3, |portals| {
        let [a, b, c] = portals else { unreachable!() };
        let (second, third, back) = (b.clone(), c.clone(), a.clone());
        let answer = a.call(async move {
            second.call_timeout(BOUND, async move {
                let middle = third.clone();
                let nested = async move { (back.call(async {}), middle.call(async {})) };
                third.start_task::<(), _, _>(|started| async move {
                    let (back, middle) = nested.await;
                    drop(started);
                    assert!(back.unwrap_err().is_cycle());
                    assert!(middle.unwrap_err().is_own_thread());
                })
            })
        });
        let started = answer.unwrap().unwrap();
        assert!(started.unwrap_err().is_not_started());
    });
}

#[test]
fn b90_what_does_not_wait_is_no_circle() {
    circles(2, |portals| {
        let [a, b] = portals else { unreachable!() };
        // B's task is awaited by A, whose thread is free.
        let (second, back) = (b.clone(), a.clone());
        let awaited = a.call(async move {
            second
                .call_async(async move { back.call(async { 1 }) })
                .await
        });
        assert_eq!(awaited.unwrap().unwrap().unwrap(), 1);
        // B's task is spawned by A, and calls it when that has gone on.
        let (second, back) = (b.clone(), a.clone());
        let spawned = a.call_sync(move || second.spawn(async move { back.call(async { 2 }) }));
        assert_eq!(spawned.unwrap().join().unwrap().unwrap(), 2);
        // B's task told A that it started, so A waits no more.
        let (second, back) = (b.clone(), a.clone());
        let (go, may_go) = mpsc::channel::<()>();
        let started = a.call(async move {
            second.start_task(|started| async move {
                started.send(()).unwrap();
                while may_go.try_recv() == Err(mpsc::TryRecvError::Empty) {
                    amphi::yield_now().await;
                }
                back.call(async { 3 })
            })
        });
        let ((), task) = started.unwrap().unwrap();
        drop(go);
        assert_eq!(task.join().unwrap().unwrap(), 3);
    });
}

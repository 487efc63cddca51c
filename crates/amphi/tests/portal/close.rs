//! The end of a portal: with a deadline and a report, or at once.

use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use amphi::{Handle, Portal};

use crate::ground::{
    BOUND, Dropped, MOMENT, bounded, calling, endless, kinds, on, on_each, started, stick,
};

/// A call that ends when it is told to.
fn held(
    portal: &Arc<Portal>,
) -> (
    mpsc::Sender<()>,
    thread::JoinHandle<Result<u8, amphi::PortalError>>,
) {
    let (release, released) = mpsc::channel::<()>();
    let caller = calling(portal, async move {
        while released.try_recv() == Err(mpsc::TryRecvError::Empty) {
            amphi::sleep(MOMENT).await;
        }
        7
    });
    (release, caller)
}

#[test]
fn b76_a_close_waits_for_running_calls() {
    on_each(|ground| {
        let (release, caller) = held(&ground.portal);
        let task = ground.portal.spawn(async { amphi::sleep(MOMENT).await });
        let closing = ground.portal.close(BOUND);
        task.join().unwrap();
        assert!(!caller.is_finished());
        drop(release);
        assert_eq!(caller.join().unwrap().unwrap(), 7);
        let report = closing.wait();
        assert!(report.is_clean() && report.completed >= 1, "{report:?}");
        assert_eq!(report.cancelled, 0);
    });
}

#[test]
fn b76_a_drop_cancels_running_calls_and_does_not_wait() {
    for ground in started() {
        bounded(ground.name, move || {
            let (future, dropped) = endless();
            let portal = Arc::into_inner(ground.portal).unwrap();
            let task = portal.spawn(future);
            portal.call(async {}).unwrap();
            drop(portal);
            assert!(task.join().unwrap_err().is_cancelled());
            dropped.wait();
        });
    }
}

#[test]
fn b76_a_drop_in_a_task_of_its_own_cancels_that_too() {
    for ground in started() {
        bounded(ground.name, move || {
            let portal = Arc::into_inner(ground.portal).unwrap();
            let (future, dropped) = endless();
            let (pass, passed) = mpsc::channel();
            let task = portal.spawn(async move {
                drop(passed.recv().unwrap());
                future.await;
            });
            pass.send(portal).unwrap();
            assert!(task.join().unwrap_err().is_cancelled());
            dropped.wait();
        });
    }
}

#[test]
fn b76_a_drop_does_not_wait_for_a_stuck_thread() {
    for ground in started() {
        bounded(ground.name, move || {
            let portal = Arc::into_inner(ground.portal).unwrap();
            let release = stick(&portal);
            let (future, dropped) = endless();
            let task = portal.spawn(future);
            drop(portal);
            assert!(!ground.one_thread || !dropped.is_dropped());
            drop(release);
            assert!(task.join().unwrap_err().is_cancelled());
            dropped.wait();
        });
    }
}

#[test]
fn b76_a_caller_sees_that_its_call_was_cancelled() {
    on_each(|ground| {
        let (future, dropped) = endless();
        let caller = calling(&ground.portal, future);
        let report = ground.portal.close(MOMENT).wait();
        assert_eq!(
            (report.completed, report.cancelled, report.left),
            (0, 1, 0),
            "{report:?}"
        );
        assert!(report.is_clean());
        let error = caller.join().unwrap().unwrap_err();
        assert!(
            error.is_cancelled() && !error.is_shutdown() && !error.is_closed(),
            "{error}"
        );
        dropped.wait();
    });
}

#[test]
fn b77_a_close_refuses_new_calls_and_lets_running_ones_end() {
    on_each(|ground| {
        let (release, caller) = held(&ground.portal);
        let closing = ground.portal.close(BOUND);
        assert!(ground.portal.is_closed());
        assert!(ground.portal.call(async {}).unwrap_err().is_closed());
        assert!(
            ground
                .portal
                .spawn(async {})
                .join()
                .unwrap_err()
                .is_shutdown()
        );
        drop(release);
        assert_eq!(caller.join().unwrap().unwrap(), 7);
        assert_eq!(
            (closing.wait().completed, ground.portal.live_tasks()),
            (1, 0)
        );
    });
}

#[test]
fn b77_a_second_close_may_be_shorter() {
    on_each(|ground| {
        let (future, dropped) = endless();
        let caller = calling(&ground.portal, future);
        let patient = ground.portal.close(BOUND * 10);
        let report = ground.portal.close(Duration::ZERO).wait();
        assert_eq!((report.cancelled, report.left), (1, 0), "{report:?}");
        assert!(caller.join().unwrap().unwrap_err().is_cancelled());
        dropped.wait();
        assert_eq!(patient.wait(), report);
    });
}

#[test]
fn b77_a_close_goes_on_when_the_portal_is_dropped() {
    for ground in started() {
        bounded(ground.name, move || {
            let portal = Arc::into_inner(ground.portal).unwrap();
            let (release, released) = mpsc::channel::<()>();
            let task = portal.spawn(async move {
                while released.try_recv() == Err(mpsc::TryRecvError::Empty) {
                    amphi::sleep(MOMENT).await;
                }
                7
            });
            let closing = portal.close(BOUND);
            drop(portal);
            assert!(!task.is_finished());
            drop(release);
            assert_eq!(task.join().unwrap(), 7);
            assert_eq!(closing.wait().completed, 1);
        });
    }
}

#[test]
fn b77_a_close_reports_what_does_not_suspend() {
    on_each(|ground| {
        let release = stick(&ground.portal);
        let (future, dropped) = endless();
        drop(ground.portal.spawn(future));
        let report = ground.portal.close(Duration::ZERO).wait();
        assert!(report.left >= 1 && !report.is_clean(), "{report:?}");
        drop(release);
        dropped.wait();
    });
}

#[test]
fn b77_a_close_reports_closures_that_run() {
    on(started(), |ground| {
        if ground.name == "async-std" {
            return;
        }
        let (release, released) = mpsc::channel::<()>();
        let (begun, has_begun) = mpsc::channel();
        let closure = ground.portal.handle().spawn_blocking(move || {
            begun.send(()).unwrap();
            let _ = released.recv();
            7
        });
        has_begun.recv_timeout(BOUND).unwrap();
        let report = ground.portal.close(MOMENT).wait();
        assert_eq!(report.closures, 1, "{report:?}");
        drop(release);
        assert_eq!(closure.join().unwrap(), 7);
    });
}

#[test]
fn b77_a_close_can_be_awaited_also_by_the_portal_itself() {
    on_each(|ground| {
        let (portal, (future, dropped)) = (ground.portal.clone(), endless());
        drop(ground.portal.spawn(future));
        // The task that awaits the end is waited for by it, and cancelled.
        let inside = ground
            .portal
            .call(async move { portal.close(MOMENT).await });
        assert!(inside.unwrap_err().is_cancelled());
        Dropped::wait(dropped);
        let report = Handle::smol().block_on(ground.portal.close(BOUND));
        assert_eq!((report.cancelled, report.left), (2, 0), "{report:?}");
    });
}

#[test]
fn b92_a_panic_past_the_portal_cancels_its_tasks() {
    for (kind, handle) in kinds() {
        bounded(kind, move || {
            let (future, dropped) = endless();
            let (pass, passed) = mpsc::channel();
            let block = thread::spawn(move || {
                let _entered = handle.enter();
                let portal = Portal::start().unwrap();
                pass.send(portal.spawn(future)).unwrap();
                let _ = portal
                    .call_sync(|| panic!("in the call"))
                    .map_err(|error| -> () { error.resume() });
            });
            let task = passed.recv_timeout(BOUND).unwrap();
            let payload = block.join().unwrap_err();
            assert_eq!(*payload.downcast::<&str>().unwrap(), "in the call");
            assert!(task.join().unwrap_err().is_cancelled());
            dropped.wait();
        });
    }
}

//! Tasks of a portal and their handles.

use std::thread;
use std::time::Duration;

use amphi::Handle;

use crate::ground::{BOUND, MOMENT, endless, on_each, stick};

#[test]
fn b78_a_task_can_be_joined_and_awaited() {
    on_each(|ground| {
        let (one, two) = (
            ground.portal.spawn(async { 1 }),
            ground.portal.spawn(async { 2 }),
        );
        assert_eq!(
            one.join().unwrap() + Handle::smol().block_on(two).unwrap(),
            3
        );
        let raised = ground.portal.spawn(async { panic!("in a task") });
        assert!(raised.join().unwrap_err().is_panic());
        assert_eq!(ground.portal.live_tasks(), 0);
    });
}

#[test]
fn b78_dropping_the_handle_lets_the_task_go_on() {
    on_each(|ground| {
        let (sender, receiver) = std::sync::mpsc::channel();
        drop(ground.portal.spawn(async move {
            amphi::sleep(MOMENT).await;
            sender.send(7).unwrap();
        }));
        assert_eq!(receiver.recv_timeout(BOUND), Ok(7));
    });
}

#[test]
fn b79_cancelling_the_handle_cancels_the_task() {
    on_each(|ground| {
        // While it runs.
        let (future, dropped) = endless();
        let task = ground.portal.spawn(future);
        ground.portal.call(async {}).unwrap();
        let ended = Handle::smol().block_on(task.cancel());
        assert!(ended.unwrap_err().is_cancelled());
        assert!(dropped.is_dropped(), "before the result is there");
        // At once.
        let (future, dropped) = endless();
        drop(ground.portal.spawn(future).cancel_on_drop());
        dropped.wait();
        // When it has ended.
        let task = ground.portal.spawn(async { 7 });
        while !task.is_finished() {
            thread::yield_now();
        }
        assert_eq!(Handle::smol().block_on(task.cancel()).unwrap(), 7);
        // After the portal.
        let (future, dropped) = endless();
        let task = ground.portal.spawn(future);
        let report = ground.portal.close(Duration::ZERO).wait();
        assert_eq!((report.cancelled, report.left), (1, 0), "{report:?}");
        assert!(
            Handle::smol()
                .block_on(task.cancel())
                .unwrap_err()
                .is_cancelled()
        );
        dropped.wait();
    });
}

#[test]
fn b79_what_is_cancelled_before_it_began_never_runs() {
    on_each(|ground| {
        // The caller is no task of the portal, which cannot run anything before this ends.
        let release = ground.one_thread.then(|| stick(&ground.portal));
        let (ran, has_run) = std::sync::mpsc::channel();
        let run = |ran: std::sync::mpsc::Sender<()>| async move { ran.send(()).unwrap() };
        let ending = ground.portal.spawn(run(ran.clone())).cancel();
        drop(ground.portal.call_async(run(ran)));
        let timed = ground.portal.call_timeout(Duration::ZERO, endless().0);
        assert!(timed.unwrap_err().is_timeout());
        drop(release);
        let ended = Handle::smol().block_on(ending);
        let late = has_run.into_iter().count();
        assert!(!ground.one_thread || (ended.is_err() && late == 0));
    });
}

#[test]
fn b80_cancelling_does_not_wait_for_a_stuck_thread() {
    on_each(|ground| {
        let release = ground.one_thread.then(|| stick(&ground.portal));
        let (future, dropped) = endless();
        let ending = ground.portal.spawn(future).cancel();
        let (future, also_dropped) = endless();
        drop(ground.portal.call_async(future));
        assert!(!ground.one_thread || !dropped.is_dropped());
        drop(release);
        assert!(Handle::smol().block_on(ending).unwrap_err().is_cancelled());
        also_dropped.wait();
    });
}

#[test]
fn b81_a_cancel_that_races_with_the_end_loses_nothing() {
    on_each(|ground| {
        let mut given = 0;
        for round in 0..200 {
            let task = ground.portal.spawn(async move {
                for _ in 0..round % 3 {
                    amphi::yield_now().await;
                }
                assert!(round % 5 != 0, "as it should");
                round
            });
            for _ in 0..round % 7 {
                thread::yield_now();
            }
            match Handle::smol().block_on(task.cancel()) {
                Ok(value) => {
                    assert_eq!(value, round);
                    given += 1;
                }
                Err(error) if round % 5 == 0 => assert!(error.is_panic() || error.is_cancelled()),
                Err(error) => assert!(error.is_cancelled(), "{error}"),
            }
        }
        assert!(given <= 160);
        assert_eq!(ground.portal.live_tasks(), 0);
    });
}

#[test]
fn b84_a_bounded_join_leaves_the_task_running() {
    on_each(|ground| {
        let (future, dropped) = endless();
        let mut task = ground.portal.spawn(future);
        assert!(task.join_timeout(Duration::ZERO).is_none());
        assert!(task.join_timeout(MOMENT).is_none());
        assert!(!task.is_finished() && !dropped.is_dropped());
        assert_eq!(ground.portal.live_tasks(), 1);
        let ended = Handle::smol().block_on(task.cancel());
        assert!(ended.unwrap_err().is_cancelled());
        dropped.wait();
    });
}

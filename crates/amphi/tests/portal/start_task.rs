//! Waiting until a task has started: each end is told apart.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use amphi::Started;

use crate::ground::{BOUND, MOMENT, endless, on_each};

#[test]
fn b82_the_value_comes_while_the_task_goes_on() {
    on_each(|ground| {
        let (go, may_go) = mpsc::channel::<()>();
        let (port, server) = ground
            .portal
            .start_task(|started| async move {
                started.send(8080).unwrap();
                while may_go.try_recv() == Err(mpsc::TryRecvError::Empty) {
                    amphi::sleep(MOMENT).await;
                }
                "served"
            })
            .unwrap();
        assert_eq!(port, 8080);
        assert!(!server.is_finished());
        drop(go);
        assert_eq!(server.join().unwrap(), "served");
    });
}

#[test]
fn b82_started_and_ended_at_once() {
    on_each(|ground| {
        let begin = |started: Started<()>| async move { started.send(()).unwrap() };
        let ((), task) = ground.portal.start_task(begin).unwrap();
        task.join().unwrap();
        // It may be told from elsewhere, also after the task's end.
        let (pass, passed) = mpsc::channel();
        let elsewhere = thread::spawn(move || {
            let started: Started<u8> = passed.recv().unwrap();
            started.send(7).unwrap();
        });
        let begin = |started| async move { pass.send(started).unwrap() };
        let (value, task) = ground.portal.start_task(begin).unwrap();
        assert_eq!(value, 7);
        task.join().unwrap();
        elsewhere.join().unwrap();
    });
}

#[test]
fn b82_ended_without_having_started() {
    on_each(|ground| {
        let ended = ground.portal.start_task::<(), _, _>(|_| async { 7 });
        assert!(ended.unwrap_err().is_not_started());
        // Let go of while the task would go on for ever.
        let (future, dropped) = endless();
        let ended = ground.portal.start_task::<(), _, _>(|started| async move {
            drop(started);
            future.await;
        });
        assert!(ended.unwrap_err().is_not_started());
        dropped.wait();
        assert_eq!(ground.portal.live_tasks(), 0);
    });
}

#[test]
fn b82_panicked_before_it_started() {
    on_each(|ground| {
        let in_task = ground.portal.start_task::<(), _, _>(|started| async move {
            let _started = started;
            amphi::yield_now().await;
            panic!("in the task")
        });
        let error = in_task.map(|((), _)| ()).unwrap_err();
        assert!(error.to_string().contains("in the task"), "{error}");
        let in_closure = ground
            .portal
            .start_task::<(), _, std::future::Ready<()>>(|_| panic!("in the closure"));
        let error = in_closure.map(|((), _)| ()).unwrap_err();
        assert!(error.to_string().contains("in the closure"), "{error}");
        // After it had let go.
        let late = ground.portal.start_task::<(), _, _>(|started| async move {
            drop(started);
            panic!("afterwards")
        });
        assert!(late.map(|((), _)| ()).unwrap_err().is_panic());
    });
}

#[test]
fn b82_panicked_after_it_started() {
    on_each(|ground| {
        let ((), task) = ground
            .portal
            .start_task(|started| async move {
                started.send(()).unwrap();
                panic!("later")
            })
            .unwrap();
        assert!(task.join().unwrap_err().is_panic());
    });
}

#[test]
fn b82_cancelled_before_it_started() {
    on_each(|ground| {
        let (begun, has_begun) = mpsc::channel();
        let (future, dropped) = endless();
        let portal = ground.portal.clone();
        let starter = thread::spawn(move || {
            portal.start_task::<(), _, _>(|started| async move {
                let _started = started;
                begun.send(()).unwrap();
                future.await;
            })
        });
        has_begun.recv_timeout(BOUND).unwrap();
        let report = ground.portal.close(Duration::ZERO).wait();
        assert_eq!((report.cancelled, report.left), (1, 0), "{report:?}");
        let error = starter.join().unwrap().map(|((), _)| ()).unwrap_err();
        assert!(error.is_cancelled() && !error.is_not_started(), "{error}");
        dropped.wait();
    });
}

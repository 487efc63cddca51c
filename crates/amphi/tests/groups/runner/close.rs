//! What the end of a runner does with what is left, and tells of it (B124).

use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use amphi::{Handle, Runner, is_cancelled, yield_now};

use super::on_each_runner;
use crate::ground::{BOUND, Gate, endless, gate, grounds, on_each, raise};

#[test]
fn b125_a_closed_runner_refuses_and_closing_again_changes_nothing() {
    on_each_runner(|runner| {
        let task = runner.handle().spawn(std::future::pending::<()>());
        let report = runner.close(BOUND).wait();
        assert_eq!((report.joined, report.abandoned), (1, 0), "{report:?}");
        assert!(task.join().unwrap_err().is_cancelled());
        assert!(runner.is_closed());
        let again = runner.close(BOUND).wait();
        assert_eq!((again.joined, again.abandoned, again.panicked), (0, 0, 0));
        let (future, dropped) = endless::<()>();
        let refused = runner.run(future).unwrap_err();
        assert!(refused.is_closed() && !refused.is_cancelled() && dropped.is_open());
        assert!(refused.to_string().contains("close it after the last run"));
    });
}

#[test]
fn b124_later_offloads_are_refused() {
    on_each_runner(|runner| {
        let handle = runner.handle().clone();
        assert_eq!(handle.spawn_blocking(|| 7).join().unwrap(), 7);
        assert!(runner.close(BOUND).wait().is_clean());
        let (ran, has_run) = mpsc::channel();
        let also_ran = ran.clone();
        let closure = handle.spawn_blocking(move || ran.send(()));
        assert!(closure.join().unwrap_err().is_shutdown());
        let task = handle.spawn(async move { also_ran.send(()) });
        assert!(task.join().unwrap_err().is_shutdown());
        assert!(has_run.try_iter().next().is_none());
    });
}

#[test]
fn b124_left_over_work_is_cancelled_and_awaited() {
    on_each_runner(|runner| {
        let (future, dropped) = endless::<()>();
        let (opener, told) = gate();
        let (begun, has_begun) = gate();
        runner
            .run(async {
                drop(amphi::spawn(future));
                drop(amphi::spawn_blocking(move || {
                    begun.open();
                    while !is_cancelled() {
                        thread::yield_now();
                    }
                    opener.open();
                }));
            })
            .unwrap();
        has_begun.wait();
        assert!(!dropped.is_open() && !told.is_open());
        let report = Handle::smol().block_on(runner.close(BOUND));
        assert!(dropped.is_open() && told.is_open());
        assert_eq!(report.joined, 2, "{report:?}");
        assert!(report.is_clean());
    });
}

#[test]
fn b124_what_does_not_end_is_reported() {
    on_each_runner(|runner| {
        let (release, gate_) = gate();
        let (begun, has_begun) = gate();
        let closure = runner.handle().spawn_blocking(move || {
            begun.open();
            gate_.wait();
            7
        });
        has_begun.wait();
        let report = runner.close(Duration::from_millis(1)).wait();
        assert!(report.abandoned >= 1 && !report.is_clean(), "{report:?}");
        release.open();
        assert_eq!(closure.join().unwrap(), 7);
    });
}

#[test]
fn b124_panics_that_nobody_saw_are_reported() {
    on_each_runner(|runner| {
        let handle = runner.handle();
        let seen = handle.spawn(async { raise("seen") as u8 });
        assert!(seen.join().unwrap_err().is_panic());
        // Long ago, and by the end itself.
        drop(handle.spawn_blocking(|| raise("unseen") as u8));
        while runner.live() > 0 {
            thread::yield_now();
        }
        let (begun, has_begun) = gate();
        drop(handle.spawn_blocking(move || {
            begun.open();
            while !is_cancelled() {
                thread::yield_now();
            }
            raise("at the end") as u8
        }));
        has_begun.wait();
        let report = runner.close(BOUND).wait();
        assert_eq!((report.panicked, report.abandoned), (2, 0), "{report:?}");
        assert!(!report.is_clean());
    });
}

#[test]
fn b124_a_run_that_is_under_way_ends_too() {
    on_each(|ground| {
        let runner = Arc::new(Runner::on(ground.handle.clone()));
        let (future, dropped) = endless::<()>();
        let (begun, has_begun) = gate();
        let inner = runner.clone();
        let running = thread::spawn(move || {
            inner.run(async {
                begun.open();
                future.await;
            })
        });
        has_begun.wait();
        assert_eq!(runner.live(), 1);
        let report = runner.close(BOUND).wait();
        assert_eq!((report.joined, report.abandoned), (1, 0), "{report:?}");
        let error = running.join().unwrap().unwrap_err();
        assert!(error.is_cancelled() && !error.is_closed(), "{error}");
        assert!(dropped.is_open());
    });
}

#[test]
fn b124_a_drop_cancels_all_and_waits_for_nothing() {
    for ground in grounds() {
        let runner = Runner::on(ground.handle.clone());
        let ends: Vec<Gate> = (0..3)
            .map(|_| {
                let (future, dropped) = endless::<()>();
                drop(runner.handle().spawn(future));
                dropped
            })
            .collect();
        let handle = runner.handle().clone();
        drop(runner);
        ends.iter().for_each(Gate::wait);
        assert!(handle.spawn(async {}).join().unwrap_err().is_shutdown());
    }
    for kind in [Handle::tokio_default(), Handle::smol(), Handle::async_std()] {
        let _entered = kind.enter();
        let runner = Runner::new().unwrap();
        let (future, dropped) = endless::<()>();
        drop(runner.handle().spawn(future));
        drop(runner);
        dropped.wait();
    }
}

#[test]
fn b124_many_tasks_and_a_close_in_between_lose_nothing() {
    on_each(|ground| {
        for round in 0..40 {
            let runner = Arc::new(Runner::on(ground.handle.clone()));
            let alive = Arc::new(());
            let spawns = thread::spawn({
                let (handle, alive) = (runner.handle().clone(), alive.clone());
                move || {
                    let mut refused = 0;
                    for n in 0..50 {
                        let alive = alive.clone();
                        let task = match n % 2 {
                            0 => handle.spawn(async move {
                                yield_now().await;
                                drop(alive);
                            }),
                            _ => handle.spawn_blocking(move || drop(alive)),
                        };
                        match n % 3 {
                            0 => drop(task),
                            _ => match task.join() {
                                Ok(()) => {}
                                Err(error) if error.is_shutdown() => refused += 1,
                                Err(error) => assert!(error.is_cancelled(), "{error}"),
                            },
                        }
                    }
                    refused
                }
            });
            for _ in 0..round {
                thread::yield_now();
            }
            let report = runner.close(BOUND).wait();
            assert!(report.is_clean(), "{report:?}");
            assert!(spawns.join().unwrap() <= 50);
            assert_eq!(Arc::strong_count(&alive), 1);
        }
    });
}

//! Runners: one runtime and one context from run to run, and an end with a report.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use amphi::{Handle, Runner, context_var, is_cancelled, yield_now};

use crate::ground::{BOUND, Gate, Ground, endless, gate, grounds, on_each, raise};

context_var! { static NUMBER: u32 }

/// Runners with a runtime of their own, and on every kind of runtime.
fn on_each_runner(body: fn(&Runner)) {
    let own = |kind: Handle| {
        let _entered = kind.enter();
        ("its own", Runner::new().unwrap(), None)
    };
    let kinds = [Handle::tokio_default(), Handle::smol(), Handle::async_std()];
    let others = grounds().into_iter().map(|ground| {
        let runner = Runner::on(ground.handle.clone());
        (ground.name, runner, Some(ground))
    });
    let start = |(name, runner, ground): (&'static str, Runner, Option<Ground>)| {
        let (done, is_done) = gate();
        let running = thread::spawn(move || {
            let _done = (done, ground);
            body(&runner);
        });
        (name, running, is_done)
    };
    let all: Vec<_> = kinds
        .into_iter()
        .map(own)
        .chain(others)
        .map(start)
        .collect();
    for (name, running, is_done) in all {
        assert!(is_done.opens(), "it hangs: {name}");
        assert!(running.join().is_ok(), "it fails: {name}");
    }
}

#[test]
fn b125_runtime_and_variables_last_from_run_to_run() {
    on_each_runner(|runner| {
        assert_eq!(runner.run(async { NUMBER.get() }).unwrap(), None);
        let (send, receive) = mpsc::channel();
        let first = runner.run(async {
            NUMBER.set(1).unwrap();
            // Goes on between the runs, with a copy of the variables.
            let task = amphi::spawn(async move {
                while receive.try_recv().is_err() {
                    yield_now().await;
                }
                NUMBER.get()
            });
            NUMBER.set(2).unwrap();
            Some(task)
        });
        assert_eq!(NUMBER.get(), None);
        assert_eq!(runner.run(async { NUMBER.get() }).unwrap(), Some(2));
        assert_eq!(runner.live(), 1);
        send.send(()).unwrap();
        assert_eq!(
            runner.run(first.unwrap().unwrap()).unwrap().unwrap(),
            Some(1)
        );
        let offloaded = runner.run(async { amphi::spawn_blocking(|| NUMBER.get()).await });
        assert_eq!(offloaded.unwrap().unwrap(), Some(2));
        assert_eq!(runner.live(), 0);
    });
}

#[test]
fn b125_a_runner_begins_with_the_variables_of_its_maker() {
    on_each(|ground| {
        let runner = NUMBER.sync_scope(7, || Runner::on(ground.handle.clone()));
        assert_eq!(runner.run(async { NUMBER.get() }).unwrap(), Some(7));
        // Those of the caller do not count.
        let seen = NUMBER.sync_scope(8, || runner.run(async { NUMBER.get() }));
        assert_eq!(seen.unwrap(), Some(7));
    });
}

#[test]
fn b125_a_run_may_borrow_and_stays_on_its_thread() {
    on_each_runner(|runner| {
        let (local, here) = (Rc::new(Cell::new(0)), thread::current().id());
        for n in 1..4 {
            let thread = runner.run(async {
                yield_now().await;
                local.set(local.get() + n);
                thread::current().id()
            });
            assert_eq!(thread.unwrap(), here);
        }
        assert_eq!(local.get(), 6);
    });
}

#[test]
fn b125_a_panic_leaves_the_runner_as_it_was() {
    on_each_runner(|runner| {
        let raised = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _ = runner.run(async { raise("in a run") as u8 });
        }));
        assert!(raised.is_err());
        assert_eq!((runner.run(async { 7 }).unwrap(), runner.live()), (7, 0));
        assert!(runner.close(BOUND).wait().is_clean());
    });
}

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
fn b125_runs_nest_and_overlap() {
    on_each(|ground| {
        let runner = Arc::new(Runner::on(ground.handle.clone()));
        let inner = runner.clone();
        let nested = runner.run(async { inner.run(async { inner.run(async { 7 }) }) });
        assert_eq!(nested.unwrap().unwrap().unwrap(), 7);
        let (send, receive) = mpsc::channel();
        let one = runner.clone();
        let waits = thread::spawn(move || {
            one.run(async move {
                while receive.try_recv().is_err() {
                    yield_now().await;
                }
                NUMBER.get()
            })
        });
        runner
            .run(async {
                NUMBER.set(3).unwrap();
                send.send(()).unwrap();
            })
            .unwrap();
        assert_eq!(waits.join().unwrap().unwrap(), Some(3));
        // In a task of its own.
        let inner = runner.clone();
        let task = runner
            .handle()
            .spawn(async move { inner.run(async { 8 }).unwrap() });
        assert_eq!(task.join().unwrap(), 8);
    });
}

#[test]
fn b125_the_closures_own_cancellation_is_seen_in_a_run() {
    on_each(|ground| {
        let runner = Runner::on(ground.handle.clone());
        let (begun, has_begun) = gate();
        let closure = ground.handle.spawn_blocking(move || {
            begun.open();
            runner.run(async {
                while !is_cancelled() {
                    yield_now().await;
                }
            })
        });
        has_begun.wait();
        assert!(ground.handle.block_on(closure.cancel()).unwrap().is_ok());
    });
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

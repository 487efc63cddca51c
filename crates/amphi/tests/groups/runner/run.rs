//! What lasts from run to run, and what a run may do (B125).

use std::cell::Cell;
use std::rc::Rc;
use std::sync::{Arc, mpsc};
use std::thread;

use amphi::{Runner, context_var, is_cancelled, yield_now};

use super::on_each_runner;
use crate::ground::{BOUND, gate, on_each, raise};

context_var! { static NUMBER: u32 }

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

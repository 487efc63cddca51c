//! `future.wait()`.

use std::cell::Cell;
use std::future::ready;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use amphi::prelude::*;
use amphi::syncify;

use crate::ground::{BOUND, everywhere, on_each, until};

const MOMENT: Duration = Duration::from_millis(2);

#[test]
fn b94_a_future_is_waited_for_anywhere() {
    everywhere(|handle| {
        // It borrows, is not `Send`, and waits for another one inside.
        let local = Rc::new(Cell::new(1));
        let nested = async {
            amphi::sleep(MOMENT).await;
            local.set(local.get() + async { 2 }.wait());
            amphi::Handle::current().backend().to_string()
        };
        assert_eq!(nested.wait(), handle.backend().to_string());
        assert_eq!(local.get(), 3);
    });
}

#[test]
fn b96_an_error_comes_out_as_the_very_same() {
    everywhere(|_| {
        let error = Arc::new("the very same");
        let is_same = |seen: Result<(), Arc<&str>>| Arc::ptr_eq(&seen.unwrap_err(), &error);
        let fails = || {
            let error = error.clone();
            async move {
                amphi::yield_now().await;
                Err(error)
            }
        };
        assert!(is_same(fails().wait()));
        assert!(is_same(fails().wait_timeout(BOUND).unwrap()));
        assert!(is_same(async { fails().wait() }.wait()));
        let function = |error| async move { Err(error) };
        assert!(is_same(syncify(function)(error.clone())));
        // Started in a wait, so that it can run also where the thread drives its runtime.
        let error_of_task = async { amphi::spawn(fails()).await.unwrap() };
        assert!(is_same(error_of_task.wait()));
        let payload = error.clone();
        let raises = async move { resume_unwind(Box::new(payload)) };
        let nested = async { raises.wait() };
        let raised = catch_unwind(AssertUnwindSafe(|| -> () { nested.wait() }));
        assert!(is_same(Err(*raised.unwrap_err().downcast().unwrap())));
    });
}

#[test]
fn b102_what_was_started_is_there_when_it_is_asked_for() {
    everywhere(|_| {
        let outcome = async {
            // What it gives is kept until somebody asks, and then given without a wait.
            let task = amphi::spawn(async { 7 });
            until("it ends", || task.is_finished()).await;
            let seven = task.join().unwrap();
            // A value instead of work, and work that goes on with another's value.
            let then = amphi::spawn(async move { ready(seven).wait() + 1 });
            then.await.unwrap()
        };
        assert_eq!(outcome.wait(), 8);
    });
    // Also on the one thread that has to run it, where a wait for it could not end.
    on_each(|_| async {
        let mut task = amphi::spawn(async { 7 });
        let mut early = amphi::spawn_blocking(|| 8);
        while !task.is_finished() {
            amphi::yield_now().await;
        }
        assert_eq!(task.join_timeout(Duration::ZERO).unwrap().unwrap(), 7);
        // Asked too early, it can be asked again.
        let eight = loop {
            match early.join_timeout(Duration::ZERO) {
                Some(result) => break result,
                None => amphi::yield_now().await,
            }
        };
        assert_eq!(eight.unwrap(), 8);
    });
}

#[test]
fn b97_a_wait_with_a_bound_ends_in_time_and_stops_the_work() {
    everywhere(|_| {
        assert_eq!(async { 7 }.wait_timeout(Duration::ZERO), Ok(7));
        assert_eq!(amphi::sleep(MOMENT).wait_timeout(BOUND), Ok(()));
        let alive = Rc::new(());
        let held = alive.clone();
        let endless = async move {
            let _held = held;
            std::future::pending::<()>().await;
        };
        assert!(endless.wait_timeout(MOMENT).is_err());
        assert_eq!(Rc::strong_count(&alive), 1, "it was dropped");
        // Kept where it is borrowed.
        let mut kept = pin!(async {
            amphi::yield_now().await;
            7
        });
        let _ = kept
            .as_mut()
            .wait_timeout(Duration::ZERO)
            .is_ok_and(|seven| {
                assert_eq!(seven, 7);
                true
            })
            || kept.wait() == 7;
    });
}

//! Loom models of the slot: every interleaving of a job, its handle and a canceller.
//!
//! Run with `just loom`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use loom::future::block_on;
use loom::thread;

use super::new;
use crate::TaskHandle;

#[test]
fn a_result_reaches_its_waiter() {
    loom::model(|| {
        let (job, handle) = new(|| 7);
        let worker = thread::spawn(move || job.run());
        assert_eq!(block_on(handle).unwrap(), 7);
        worker.join().unwrap();
    });
}

#[test]
fn a_dropped_job_reaches_its_waiter() {
    loom::model(|| {
        let (job, handle) = new(|| 7);
        let worker = thread::spawn(move || drop(job));
        assert!(block_on(handle).unwrap_err().is_shutdown());
        worker.join().unwrap();
    });
}

#[test]
fn cancel_and_run_agree_on_whether_it_ran() {
    loom::model(|| {
        let runs = Arc::new(AtomicUsize::new(0));
        let counter = runs.clone();
        let (job, handle) = new(move || counter.fetch_add(1, Ordering::SeqCst));
        let worker = thread::spawn(move || job.run());
        match block_on(handle.cancel()) {
            Ok(before) => assert_eq!((before, runs.load(Ordering::SeqCst)), (0, 1)),
            Err(error) => {
                assert!(error.is_cancelled());
                assert_eq!(runs.load(Ordering::SeqCst), 0);
            }
        }
        worker.join().unwrap();
        // The closure has gone either way: only this test still counts.
        assert_eq!(Arc::strong_count(&runs), 1);
    });
}

#[test]
fn a_dropped_handle_leaves_the_closure_running() {
    loom::model(|| {
        let runs = Arc::new(AtomicUsize::new(0));
        let counter = runs.clone();
        let (job, handle) = new(move || counter.fetch_add(1, Ordering::SeqCst));
        let worker = thread::spawn(move || job.run());
        drop(handle);
        worker.join().unwrap();
        assert_eq!(runs.load(Ordering::SeqCst), 1);
    });
}

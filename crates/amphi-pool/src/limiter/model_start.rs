//! Loom models of closures that wait for their permits by themselves: every interleaving of who grants,
//! who cancels and who waits.
//!
//! Run with `just loom`.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use amphi_conformance::closures::{Offloads, Takes};
use amphi_core::TaskHandle;
use amphi_core::offload::AnyJob;
use loom::future::block_on;
use loom::thread;

use super::*;
use crate::sync::{Mutex, lock};

/// Closures that run when the model says so.
#[derive(Clone)]
struct Queue(Arc<Mutex<VecDeque<AnyJob>>>);

impl Takes for Queue {
    fn take(&self, job: AnyJob) {
        lock(&self.0).push_back(job);
    }
}

impl Queue {
    /// Runs what is queued; gives how many of them ran.
    fn run_all(&self) -> usize {
        let mut ran = 0;
        loop {
            let Some(job) = lock(&self.0).pop_front() else {
                return ran;
            };
            ran += usize::from(job.run());
        }
    }
}

fn by_hand() -> Offloads<Queue> {
    Offloads(Queue(Arc::new(Mutex::new(VecDeque::new()))))
}

#[test]
fn a_grant_and_a_cancellation_agree() {
    loom::model(|| {
        let (limiter, rt) = (Limiter::new(1), by_hand());
        let held = limiter.try_acquire();
        let waits = limiter.acquire().offload(&rt, || ());
        let gives_back = thread::spawn(move || drop(held));
        let ending = waits.cancel();
        gives_back.join().unwrap();
        let ran = rt.run_all();
        assert!(block_on(ending).unwrap_err().is_cancelled());
        assert_eq!(ran, 0);
        assert_eq!(limiter.stats().in_use, 0);
    });
}

#[test]
fn a_grant_reaches_who_waits() {
    loom::model(|| {
        let (limiter, rt) = (Limiter::new(1), by_hand());
        let held = limiter.try_acquire();
        let waits = limiter.acquire().offload(&rt, || 7);
        let runs = rt.clone();
        let gives_back = thread::spawn(move || {
            drop(held);
            runs.run_all()
        });
        assert_eq!(block_on(waits).unwrap(), 7);
        assert_eq!(gives_back.join().unwrap(), 1);
        assert_eq!(limiter.stats().in_use, 0);
    });
}

#[test]
fn who_is_let_go_runs_once() {
    loom::model(|| {
        let (limiter, rt) = (Limiter::new(1), by_hand());
        let held = limiter.try_acquire();
        let runs = Arc::new(AtomicUsize::new(0));
        let count = runs.clone();
        let waits = limiter.acquire().offload(&rt, move || {
            count.fetch_add(1, Ordering::Relaxed);
        });
        let gives_back = thread::spawn(move || drop(held));
        drop(waits);
        gives_back.join().unwrap();
        rt.run_all();
        assert_eq!(runs.load(Ordering::Relaxed), 1);
        assert_eq!(limiter.stats().in_use, 0);
    });
}

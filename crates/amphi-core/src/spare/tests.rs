//! Reuse, bound, return, panics.

use super::*;
use std::sync::mpsc;
use std::thread::{self, ThreadId};

const BOUND: Duration = Duration::from_secs(30);

/// Work that tells when it starts, and ends when it is told to.
fn held(started: &mpsc::Sender<ThreadId>) -> (Work, mpsc::Sender<()>) {
    let (end, ends) = mpsc::channel::<()>();
    let started = started.clone();
    let work = move || {
        started.send(thread::current().id()).unwrap();
        let _ = ends.recv();
    };
    (Box::new(work), end)
}

#[test]
fn a_thread_is_reused_and_their_number_is_bounded() {
    static SPARES: Spares = Spares::new("spare-bounded", 2);
    let (started, has_started) = mpsc::channel();
    let (first, end_first) = held(&started);
    let (second, end_second) = held(&started);
    let (third, end_third) = held(&started);
    SPARES.start(first).unwrap();
    SPARES.start(second).unwrap();
    let ids = [0, 0].map(|_| has_started.recv_timeout(BOUND).unwrap());
    let third = SPARES.start(third).unwrap_err().0;
    assert_eq!(SPARES.threads(), 2);
    // It is queued, and the thread that comes free takes it.
    let lease = SPARES.start_soon(third);
    assert!(lease.is_queued());
    assert!(!lease.insist());
    drop(end_first);
    assert!(ids.contains(&has_started.recv_timeout(BOUND).unwrap()));
    assert!(!lease.is_queued());
    drop((end_second, end_third));
}

#[test]
fn work_waits_for_a_thread_that_will_be_back() {
    static SPARES: Spares = Spares::new("spare-back", 2);
    let (started, has_started) = mpsc::channel();
    let (first, end_first) = held(&started);
    let lease = SPARES.start(first).unwrap();
    let thread = has_started.recv_timeout(BOUND).unwrap();
    lease.release();
    let (second, end_second) = held(&started);
    let lease = SPARES.start_soon(second);
    assert!(lease.is_queued(), "a second thread was started");
    drop(end_first);
    assert_eq!(has_started.recv_timeout(BOUND).unwrap(), thread);
    assert_eq!(SPARES.threads(), 1);
    lease.release();
    drop(end_second);
}

#[test]
fn who_insists_gets_another_thread() {
    static SPARES: Spares = Spares::new("spare-insists", 2);
    let (started, has_started) = mpsc::channel();
    let (stuck, end_stuck) = held(&started);
    let lease = SPARES.start(stuck).unwrap();
    let thread = has_started.recv_timeout(BOUND).unwrap();
    lease.release();
    let (second, end_second) = held(&started);
    let lease = SPARES.start_soon(second);
    assert!(lease.insist());
    assert_ne!(has_started.recv_timeout(BOUND).unwrap(), thread);
    drop((end_stuck, end_second));
}

#[test]
fn released_work_that_nobody_took_is_dropped() {
    static SPARES: Spares = Spares::new("spare-dropped", 0);
    let dropped = Arc::new(());
    let held = dropped.clone();
    let lease = SPARES.start_soon(Box::new(move || drop(held)));
    assert!(!lease.insist());
    lease.release();
    assert_eq!(Arc::strong_count(&dropped), 1);
}

#[test]
fn a_panic_costs_no_thread() {
    static SPARES: Spares = Spares::new("spare-panics", 1);
    let quiet = || std::panic::resume_unwind(Box::new(()));
    SPARES.start(Box::new(quiet)).unwrap();
    let (started, has_started) = mpsc::channel();
    let (work, end) = held(&started);
    let _lease = SPARES.start_soon(work);
    has_started.recv_timeout(BOUND).unwrap();
    assert_eq!(SPARES.threads(), 1);
    drop(end);
}

#[test]
fn a_payload_that_panics_in_drop_costs_no_thread() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            std::panic::resume_unwind(Box::new(()));
        }
    }
    static SPARES: Spares = Spares::new("spare-bomb", 1);
    let raise = || std::panic::resume_unwind(Box::new(Bomb));
    SPARES.start(Box::new(raise)).unwrap();
    let (started, has_started) = mpsc::channel();
    let (work, end) = held(&started);
    let _lease = SPARES.start_soon(work);
    has_started.recv_timeout(BOUND).unwrap();
    drop(end);
}

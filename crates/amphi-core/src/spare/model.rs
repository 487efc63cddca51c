//! Loom models of spare threads: every interleaving of those who give work with those who do it.
//!
//! Run with `just loom`. An idle thread of a model may end at any time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use loom::thread;

use super::{Refused, Spares, Work};
use crate::sync::run::{allow, model};

fn spares(most: usize) -> &'static Spares {
    // Leaked like the `static` that it stands for.
    Box::leak(Box::new(Spares::new("spare-model", most)))
}

/// How often work ran, and what holds on to it.
type Runs = Arc<AtomicUsize>;

fn work(runs: &Runs) -> Work {
    let runs = runs.clone();
    Box::new(move || {
        runs.fetch_add(1, Ordering::SeqCst);
    })
}

/// How often it ran; it is held by nobody any more.
fn ran(runs: &Runs) -> usize {
    assert_eq!(Arc::strong_count(runs), 1, "work is still there");
    runs.load(Ordering::SeqCst)
}

/// What holds when all threads have ended.
fn is_over(spares: &Spares) {
    let book = spares.lock();
    assert_eq!((book.threads, book.idle.len()), (0, 0), "threads, idle");
    assert_eq!(
        (book.returning, book.queue.len()),
        (0, 0),
        "returning, queued"
    );
}

#[test]
fn work_is_queued_for_the_thread_that_comes_back() {
    let act = || {
        let (spares, runs) = (spares(1), Runs::default());
        spares.start(work(&runs)).unwrap();
        spares.start_soon(work(&runs));
        (spares, runs)
    };
    model(act, |(spares, runs)| {
        assert_eq!(ran(&runs), 2);
        is_over(spares);
    });
}

#[test]
fn released_work_brings_its_thread_back() {
    let act = || {
        let (spares, runs) = (spares(2), Runs::default());
        let first = spares.start(work(&runs)).unwrap();
        first.release();
        let second = spares.start_soon(work(&runs));
        assert!(second.insist());
        second.release();
        (spares, runs)
    };
    model(act, |(spares, runs)| {
        assert_eq!(ran(&runs), 2);
        is_over(spares);
    });
}

#[test]
fn released_while_queued_it_runs_once_or_never() {
    let act = || {
        let (spares, first, second) = (spares(1), Runs::default(), Runs::default());
        spares.start(work(&first)).unwrap();
        let lease = spares.start_soon(work(&second));
        let was_queued = lease.is_queued();
        lease.release();
        (spares, first, second, was_queued)
    };
    model(act, |(spares, first, second, was_queued)| {
        assert_eq!(ran(&first), 1);
        assert!(ran(&second) == 1 || was_queued, "it was lost");
        is_over(spares);
    });
}

#[test]
fn two_givers_and_one_thread() {
    let act = || {
        let (spares, runs) = (spares(1), Runs::default());
        let other = work(&runs);
        let giving = thread::spawn(move || spares.start(other).is_ok());
        let refused = match spares.start(work(&runs)) {
            Ok(_lease) => 0,
            Err(Refused(_work)) => 1,
        };
        let refused = refused + usize::from(!giving.join().unwrap());
        assert!(spares.threads() <= 1);
        (spares, runs, refused)
    };
    model(act, |(spares, runs, refused)| {
        assert!(refused < 2, "nobody got the thread");
        assert_eq!(ran(&runs) + refused, 2);
        is_over(spares);
    });
}

#[test]
fn two_who_insist_start_one_thread() {
    let act = || {
        let (spares, runs) = (spares(2), Runs::default());
        allow(0);
        let lease = Arc::new(spares.start_soon(work(&runs)));
        allow(1);
        let other = lease.clone();
        let insisting = thread::spawn(move || other.insist());
        assert!(lease.insist());
        assert!(insisting.join().unwrap());
        assert!(!lease.is_queued());
        (spares, runs)
    };
    model(act, |(spares, runs)| {
        assert_eq!(ran(&runs), 1);
        is_over(spares);
    });
}

#[test]
fn who_insists_in_vain_keeps_its_work_queued() {
    let act = || {
        let (spares, runs) = (spares(1), Runs::default());
        spares.start(work(&runs)).unwrap();
        let lease = spares.start_soon(work(&runs));
        assert!(lease.insist() || spares.threads() <= 1);
        (spares, runs)
    };
    model(act, |(spares, runs)| {
        assert_eq!(ran(&runs), 2);
        is_over(spares);
    });
}

#[test]
fn a_panic_is_no_way_out_of_the_books() {
    let act = || {
        let (spares, runs) = (spares(1), Runs::default());
        let panics: Work = Box::new(|| std::panic::resume_unwind(Box::new(())));
        spares.start(panics).unwrap().release();
        spares.start_soon(work(&runs));
        (spares, runs)
    };
    model(act, |(spares, runs)| {
        assert_eq!(ran(&runs), 1);
        is_over(spares);
    });
}

#[test]
fn a_system_without_threads_leaves_work_to_its_giver() {
    let act = || {
        let (spares, runs) = (spares(1), Runs::default());
        allow(0);
        drop(spares.start(work(&runs)).unwrap_err().0);
        let lease = spares.start_soon(work(&runs));
        assert!(!lease.insist());
        assert!(lease.is_queued());
        lease.release();
        (spares, runs)
    };
    model(act, |(spares, runs)| {
        assert_eq!(ran(&runs), 0);
        is_over(spares);
    });
}

#[test]
fn a_refused_thread_leaves_work_to_the_one_there_is() {
    let act = || {
        let (spares, runs) = (spares(2), Runs::default());
        allow(1);
        spares.start(work(&runs)).unwrap();
        let lease = spares.start_soon(work(&runs));
        // Where the thread ended before, only another word of the giver brings one.
        let is_alone = {
            let book = spares.lock();
            assert!(book.idle.is_empty() || book.queue.is_empty(), "both wait");
            book.threads == 0 && !book.queue.is_empty()
        };
        if is_alone {
            assert!(!lease.insist());
            allow(1);
            assert!(lease.insist());
        }
        (spares, runs)
    };
    model(act, |(spares, runs)| {
        assert_eq!(ran(&runs), 2);
        is_over(spares);
    });
}

//! Loom models of the limiter: every interleaving of who gives back, leaves, raises and lends.
//!
//! Run with `just loom`.

use std::future::poll_fn;
use std::task::Waker;

use loom::future::block_on;
use loom::thread;

use super::permit::Lender;
use super::*;

/// Waits for a permit inside the closure of `lender`.
fn borrow(limiter: &Limiter, lender: &Lender) -> Permit {
    let mut acquire = limiter.acquire();
    let held = Some(lender.holding.clone());
    block_on(poll_fn(|cx| acquire.poll_inside(cx.waker(), held.as_ref())))
}

fn is_idle(limiter: &Limiter) -> bool {
    let LimiterStats {
        in_use,
        waiting,
        lent,
        ..
    } = limiter.stats();
    [in_use, waiting, lent] == [0; 3]
}

#[test]
fn a_permit_that_comes_back_reaches_who_stays() {
    loom::model(|| {
        let limiter = Limiter::new(1);
        let held = limiter.try_acquire();
        let mut leaves = limiter.acquire();
        assert!(leaves.poll_inside(Waker::noop(), None).is_pending());
        let gives_back = thread::spawn(move || drop(held));
        let leaving = thread::spawn(move || drop(leaves));
        drop(block_on(limiter.acquire()));
        gives_back.join().unwrap();
        leaving.join().unwrap();
        assert!(is_idle(&limiter));
    });
}

#[test]
fn a_raised_total_reaches_who_waits() {
    loom::model(|| {
        let limiter = Limiter::new(1);
        let held = limiter.try_acquire();
        let raised = limiter.clone();
        let raising = thread::spawn(move || {
            raised.set_total(0);
            raised.set_total(2);
        });
        let gives_back = thread::spawn(move || drop(held));
        drop(block_on(limiter.acquire()));
        raising.join().unwrap();
        gives_back.join().unwrap();
        assert!(is_idle(&limiter));
        let permits = [limiter.try_acquire(), limiter.try_acquire()];
        assert!(permits.iter().all(Option::is_some) && limiter.try_acquire().is_none());
    });
}

#[test]
fn a_loan_that_comes_back_reaches_the_next_borrower() {
    loom::model(|| {
        let limiter = Limiter::new(1);
        let lender = Lender::new(limiter.try_acquire().unwrap());
        let loan = borrow(&limiter, &lender);
        let returns = thread::spawn(move || drop(loan));
        drop(borrow(&limiter, &lender));
        returns.join().unwrap();
        drop(lender);
        assert!(is_idle(&limiter));
    });
}

#[test]
fn a_lender_and_its_borrower_end_in_any_order() {
    loom::model(|| {
        let limiter = Limiter::new(1);
        let lender = Lender::new(limiter.try_acquire().unwrap());
        let loan = borrow(&limiter, &lender);
        let returns = thread::spawn(move || drop(loan));
        let ends = thread::spawn(move || drop(lender));
        // A stranger, who is served when both have ended.
        drop(block_on(limiter.acquire()));
        returns.join().unwrap();
        ends.join().unwrap();
        assert!(is_idle(&limiter));
    });
}

#[test]
fn who_waits_for_a_loan_outlives_its_lender() {
    loom::model(|| {
        let limiter = Limiter::new(1);
        let outer = Lender::new(limiter.try_acquire().unwrap());
        let inner = Lender::new(borrow(&limiter, &outer));
        let holding = inner.holding.clone();
        let ends = thread::spawn(move || drop(inner));
        let mut acquire = limiter.acquire();
        let held = Some(holding);
        let permit = block_on(poll_fn(|cx| acquire.poll_inside(cx.waker(), held.as_ref())));
        drop(permit);
        ends.join().unwrap();
        drop(outer);
        assert!(is_idle(&limiter));
    });
}

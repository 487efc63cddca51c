//! Permits without a runtime, step by step on one thread.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use super::permit::Lender;
use super::*;

/// Counts how often it was woken.
#[derive(Default)]
pub(super) struct Woken(AtomicUsize);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// One who asks for a permit, or has it.
struct Asker {
    acquire: Acquire,
    woken: Arc<Woken>,
    /// Inside which closure it asks.
    held: Option<Arc<Holding>>,
}

impl Asker {
    fn new(limiter: &Limiter) -> Self {
        Self {
            acquire: limiter.acquire(),
            woken: Arc::default(),
            held: None,
        }
    }

    /// One who asks and waits.
    fn waiting(limiter: &Limiter) -> Self {
        let mut asker = Self::new(limiter);
        assert!(asker.poll().is_none());
        asker
    }

    /// One who asks inside the closure of `lender` and waits.
    fn waiting_inside(limiter: &Limiter, lender: &Lender) -> Self {
        let mut asker = Self::new(limiter);
        asker.held = Some(lender.holding.clone());
        assert!(asker.poll().is_none());
        asker
    }

    fn poll(&mut self) -> Option<Permit> {
        let waker = Waker::from(self.woken.clone());
        match self.acquire.poll_inside(&waker, self.held.as_ref()) {
            Poll::Ready(permit) => Some(permit),
            Poll::Pending => None,
        }
    }

    fn is_woken(&self) -> bool {
        self.woken.0.load(Ordering::SeqCst) > 0
    }
}

fn is_woken(askers: &[Asker]) -> Vec<bool> {
    askers.iter().map(Asker::is_woken).collect()
}

/// A permit that is asked for inside the closure of `lender`.
fn inside(limiter: &Limiter, lender: &Lender) -> Permit {
    let mut asker = Asker::new(limiter);
    asker.held = Some(lender.holding.clone());
    asker.poll().expect("a permit")
}

/// Total, in use, waiting, lent.
fn counts(limiter: &Limiter) -> [usize; 4] {
    let LimiterStats {
        total,
        in_use,
        waiting,
        lent,
    } = limiter.stats();
    [total, in_use, waiting, lent]
}

#[test]
fn b23_waiters_are_served_in_order_of_arrival() {
    let limiter = Limiter::new(1);
    let mut held = limiter.try_acquire();
    let mut askers = Vec::from_iter((0..4).map(|_| Asker::waiting(&limiter)));
    // Asking again keeps the place.
    assert!(askers[0].poll().is_none());
    for next in 0..4 {
        drop(held.take());
        let woken = Vec::from_iter((0..4).map(|asker| asker <= next));
        assert_eq!(is_woken(&askers), woken);
        held = askers[next].poll();
        assert!(held.is_some());
    }
}

#[test]
fn b24_raising_the_total_wakes_exactly_the_new_capacity() {
    let limiter = Limiter::new(0);
    let mut askers = Vec::from_iter((0..5).map(|_| Asker::waiting(&limiter)));
    limiter.set_total(3);
    assert_eq!(is_woken(&askers), [true, true, true, false, false]);
    assert_eq!(counts(&limiter), [3, 3, 2, 0]);
    let permits = Vec::from_iter(askers.iter_mut().map(Asker::poll));
    assert_eq!(permits.iter().flatten().count(), 3);
}

#[test]
fn b25_lowering_below_use_then_raising_never_over_grants() {
    let limiter = Limiter::new(4);
    let mut permits = Vec::from_iter((0..4).map(|_| limiter.try_acquire().unwrap()));
    limiter.set_total(1);
    limiter.set_total(3);
    assert!(limiter.try_acquire().is_none(), "four of three are in use");
    permits.pop();
    assert!(limiter.try_acquire().is_none(), "three of three are in use");
    let mut waits = Asker::waiting(&limiter);
    permits.pop();
    assert!(waits.is_woken());
    permits.extend(waits.poll());
    assert_eq!(counts(&limiter), [3, 3, 0, 0]);
    limiter.set_total(5);
    permits.extend((0..2).map(|_| limiter.try_acquire().unwrap()));
    assert!(limiter.try_acquire().is_none());
    drop(permits);
    assert_eq!(counts(&limiter), [5, 0, 0, 0]);
}

#[test]
fn b26_no_permits_and_endless_ones_are_legal() {
    let limiter = Limiter::new(0);
    let mut waits = Asker::waiting(&limiter);
    assert!(limiter.try_acquire().is_none());
    limiter.set_total(usize::MAX);
    assert!(waits.poll().is_some());
    let unlimited = Limiter::unlimited();
    let permits = Vec::from_iter((0..1000).map(|_| unlimited.try_acquire().unwrap()));
    assert_eq!(counts(&unlimited), [usize::MAX, 1000, 0, 0]);
    drop(permits);
    assert_eq!(counts(&unlimited), [usize::MAX, 0, 0, 0]);
}

#[test]
fn b28_try_acquire_never_steals_what_is_reserved() {
    let limiter = Limiter::new(1);
    let held = limiter.try_acquire();
    let mut waits = Asker::waiting(&limiter);
    drop(held);
    assert!(waits.is_woken());
    assert!(limiter.try_acquire().is_none());
    assert!(
        Asker::new(&limiter).poll().is_none(),
        "a newcomer overtakes"
    );
    assert!(waits.poll().is_some());
}

#[test]
fn b29_a_waiter_that_leaves_when_it_was_granted_passes_the_permit_on() {
    let limiter = Limiter::new(1);
    let held = limiter.try_acquire();
    let first = Asker::waiting(&limiter);
    let leaves = Asker::waiting(&limiter);
    let mut last = Asker::waiting(&limiter);
    drop(leaves);
    drop(held);
    assert!(first.is_woken() && !last.is_woken());
    drop(first);
    assert!(last.is_woken());
    assert!(last.poll().is_some());
    assert_eq!(counts(&limiter), [1, 0, 0, 0]);
}

#[test]
fn b30_statistics_tell_total_in_use_and_waiting() {
    let limiter = Limiter::new(2);
    assert_eq!(counts(&limiter), [2, 0, 0, 0]);
    let first = limiter.try_acquire();
    let second = limiter.try_acquire();
    let waits = Asker::waiting(&limiter);
    assert_eq!(counts(&limiter), [2, 2, 1, 0]);
    let debug = format!("{limiter:?}");
    assert_eq!(debug, "Limiter { total: 2, in_use: 2, waiting: 1, .. }");
    drop((first, waits));
    assert_eq!(counts(&limiter), [2, 1, 0, 0]);
    drop(second);
}

#[test]
fn b32_a_permit_is_lent_to_one_at_a_time() {
    let limiter = Limiter::new(1);
    let lender = Lender::new(limiter.try_acquire().unwrap());
    let stranger = Asker::waiting(&limiter);
    let loan = inside(&limiter, &lender);
    assert_eq!(counts(&limiter), [1, 1, 1, 1]);
    let mut second = Asker::waiting_inside(&limiter, &lender);
    let third = Asker::waiting_inside(&limiter, &lender);
    drop(loan);
    assert!(second.is_woken() && !third.is_woken() && !stranger.is_woken());
    let loan = second.poll().unwrap();
    drop(third);
    drop(loan);
    assert_eq!(counts(&limiter), [1, 1, 1, 0]);
    drop(lender);
    assert!(stranger.is_woken());
}

#[test]
fn b32_a_free_permit_comes_before_a_loan_and_whichever_is_first() {
    let limiter = Limiter::new(2);
    let lender = Lender::new(limiter.try_acquire().unwrap());
    let free = inside(&limiter, &lender);
    assert_eq!(counts(&limiter), [2, 2, 0, 0]);
    let loan = inside(&limiter, &lender);
    assert_eq!(counts(&limiter), [2, 2, 0, 1]);
    let mut waits = Asker::waiting_inside(&limiter, &lender);
    drop(free);
    let permit = waits.poll().expect("the free one");
    assert_eq!(counts(&limiter), [2, 2, 0, 1]);
    drop((loan, permit, lender));
    assert_eq!(counts(&limiter), [2, 0, 0, 0]);
}

#[test]
fn b32_loans_are_lent_in_turn_and_end_in_any_order() {
    // Each order in which three in a chain can end.
    for order in [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ] {
        let limiter = Limiter::new(1);
        let first = Lender::new(limiter.try_acquire().unwrap());
        let second = Lender::new(inside(&limiter, &first));
        let third = Lender::new(inside(&limiter, &second));
        assert_eq!(counts(&limiter), [1, 1, 0, 2]);
        let mut chain = [Some(first), Some(second), Some(third)];
        for (left, place) in [2, 1, 0].into_iter().zip(order) {
            chain[place] = None;
            let in_use = usize::from(left > 0);
            let lent = usize::saturating_sub(left, 1);
            assert_eq!(counts(&limiter), [1, in_use, 0, lent], "{order:?}");
        }
    }
}

#[test]
fn b32_who_waits_for_a_closure_that_ends_borrows_further_out() {
    let limiter = Limiter::new(1);
    let outer = Lender::new(limiter.try_acquire().unwrap());
    let inner = Lender::new(inside(&limiter, &outer));
    let loan = inside(&limiter, &inner);
    // The inner closure leaves a task behind that waits for a permit, and the outer one waits on.
    let mut left = Asker::waiting_inside(&limiter, &inner);
    drop(inner);
    assert_eq!(counts(&limiter), [1, 1, 1, 1]);
    assert!(!left.is_woken(), "the loan of the loan has taken its place");
    drop(loan);
    assert!(left.is_woken());
    let permit = left.poll().unwrap();
    assert_eq!(counts(&limiter), [1, 1, 0, 1]);
    // And one that begins to wait only now.
    let mut late = Asker::new(&limiter);
    late.held = left.held.take();
    assert!(late.poll().is_none());
    drop(permit);
    assert!(late.poll().is_some());
}

#[test]
fn b32_a_wait_that_moves_into_a_closure_is_lent_its_permit() {
    let limiter = Limiter::new(1);
    let lender = Lender::new(limiter.try_acquire().unwrap());
    let mut asker = Asker::waiting(&limiter);
    asker.held = Some(lender.holding.clone());
    assert!(asker.poll().is_some());
    assert_eq!(counts(&limiter), [1, 1, 0, 0]);
}

#[test]
fn b32_closures_that_start_the_next_one_make_no_endless_chain() {
    let limiter = Limiter::new(2);
    let mut last = Lender::new(limiter.try_acquire().unwrap());
    let first = Arc::downgrade(&last.holding);
    for _ in 0..100 {
        last = Lender::new(inside(&limiter, &last));
    }
    assert!(first.upgrade().is_none(), "a closure of long ago is kept");
    assert_eq!(counts(&limiter), [2, 1, 0, 0]);
}

#[test]
fn a_waker_that_panics_keeps_nobody_from_being_woken() {
    struct Bomb;
    impl Wake for Bomb {
        fn wake(self: Arc<Self>) {
            panic!("in wake");
        }
    }
    let limiter = Limiter::new(0);
    let waker = Waker::from(Arc::new(Bomb));
    let mut bomb = limiter.acquire();
    assert!(
        Pin::new(&mut bomb)
            .poll(&mut Context::from_waker(&waker))
            .is_pending()
    );
    let other = Asker::waiting(&limiter);
    limiter.set_total(2);
    assert!(other.is_woken());
    assert_eq!(counts(&limiter), [2, 2, 0, 0]);
}

#[test]
fn an_acquire_costs_no_allocation_where_a_permit_is_free() {
    let limiter = Limiter::new(1);
    drop(limiter.try_acquire());
    let measured = allocation_counter::measure(|| {
        drop(limiter.try_acquire());
        drop(limiter.acquire().wait());
    });
    assert_eq!(measured.count_total, 0);
}

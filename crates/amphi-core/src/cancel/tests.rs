//! Tokens: who is cancelled with whom, and what is left behind.

use std::future::{pending, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use super::*;
use crate::park::{self, poll_now};
use crate::{TaskHandle, TaskHandleExt, offload};

/// Counts how often it is woken.
#[derive(Default)]
struct Count(AtomicUsize);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Count {
    fn woken(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

/// Panics when it is woken.
struct Refuses;

impl Wake for Refuses {
    fn wake(self: Arc<Self>) {
        panic!("in a waker");
    }
}

#[test]
fn waiting_leaves_nothing_behind() {
    let token = CancelToken::new();
    for _ in 0..1000 {
        let mut waits = token.cancelled();
        // With one waker after the other.
        for _ in 0..3 {
            let waker = Waker::from(Arc::new(Count::default()));
            let polled = pin!(&mut waits).poll(&mut Context::from_waker(&waker));
            assert_eq!(polled, Poll::Pending);
        }
        assert_eq!(token.0.counts(), (1, 0));
        drop(waits);
        let done = pin!(token.run_until_cancelled(ready(7)));
        assert_eq!(poll_now(done), Poll::Ready(Ok(7)));
        assert!(poll_now(pin!(token.run_until_cancelled(pending::<()>()))).is_pending());
        assert_eq!(token.0.counts(), (0, 0));
    }
}

#[test]
fn a_waker_that_was_replaced_is_dropped_and_not_woken() {
    let token = CancelToken::new();
    let (old, new) = (Arc::new(Count::default()), Arc::new(Count::default()));
    let mut waits = pin!(token.cancelled());
    for count in [&old, &new] {
        let waker = Waker::from(count.clone());
        assert!(
            waits
                .as_mut()
                .poll(&mut Context::from_waker(&waker))
                .is_pending()
        );
    }
    assert_eq!(Arc::strong_count(&old), 1);
    token.cancel();
    token.cancel();
    assert_eq!((old.woken(), new.woken()), (0, 1));
    assert!(poll_now(waits).is_ready());
    assert_eq!(Arc::strong_count(&new), 1);
}

#[test]
fn a_waker_that_panics_keeps_nothing_from_the_others() {
    let token = CancelToken::new();
    let count = Arc::new(Count::default());
    let wakers = [Waker::from(Arc::new(Refuses)), Waker::from(count.clone())];
    let mut waits = [token.child().cancelled(), token.cancelled()];
    for (waits, waker) in waits.iter_mut().zip(&wakers) {
        assert!(
            pin!(waits)
                .poll(&mut Context::from_waker(waker))
                .is_pending()
        );
    }
    token.cancel();
    assert_eq!(count.woken(), 1);
}

#[test]
fn children_go_from_their_parent() {
    let parent = CancelToken::new();
    let kept = parent.child();
    for _ in 0..1000 {
        drop(parent.child().child());
        assert_eq!(parent.0.counts(), (0, 1));
    }
    // A child keeps those above it: who cancels them reaches it.
    let grandchild = kept.child();
    drop(kept);
    assert_eq!(parent.0.counts(), (0, 1));
    parent.cancel();
    assert!(grandchild.is_cancelled());
    drop(grandchild);
    assert_eq!(parent.0.counts(), (0, 0));
    // Below what is cancelled nothing is kept.
    let _late = parent.child();
    assert_eq!(parent.0.counts(), (0, 0));
}

#[test]
fn a_long_chain_is_cancelled_and_dropped() {
    let first = CancelToken::new();
    let mut last = first.clone();
    for _ in 0..200_000 {
        last = last.child();
    }
    first.cancel();
    assert!(last.is_cancelled());
    drop(first);
    drop(last);
}

#[test]
fn a_scope_is_left_also_by_a_panic() {
    let (outer, inner) = (CancelToken::new(), CancelToken::new());
    inner.cancel();
    outer.scope(|| {
        let raised = catch_unwind(AssertUnwindSafe(|| inner.scope(|| panic!("inside"))));
        assert!(raised.is_err());
        assert_eq!(check_cancelled(), Ok(()));
        assert!(!offload::is_inside());
    });
    assert!(CancelToken::current().is_none());
}

#[test]
fn a_closures_scope_is_its_own() {
    let token = CancelToken::new();
    token.cancel();
    token.scope(|| {
        let (job, handle) = offload::new(|| (is_cancelled(), check_cancelled()));
        job.run();
        assert_eq!(handle.join().unwrap(), (false, Ok(())));
        assert!(is_cancelled());
    });
}

#[test]
fn a_closure_that_cancels_its_own_token_sees_it() {
    let (job, handle) = offload::new(|| {
        let token = CancelToken::current().unwrap();
        let before = is_cancelled();
        let same = CancelToken::current().unwrap();
        same.cancel();
        (before, token.is_cancelled(), is_cancelled())
    });
    job.run();
    assert_eq!(handle.join().unwrap(), (false, true, true));
}

#[test]
fn the_token_of_a_closure_that_has_ended_is_still_cancelled_by_its_handle() {
    let (tell, told) = std::sync::mpsc::channel();
    let (job, handle) = offload::new(move || {
        tell.send(CancelToken::current().unwrap()).unwrap();
    });
    job.run();
    let token = told.recv().unwrap();
    assert!(!token.is_cancelled());
    assert!(park::block_on(handle.cancel()).is_ok());
    assert!(token.is_cancelled());
}

#[test]
fn what_is_cancelled_beforehand_is_never_polled() {
    let token = CancelToken::new();
    token.cancel();
    let polled = Arc::new(());
    let held = polled.clone();
    let mut never = pin!(token.run_until_cancelled(async move {
        let _held = held;
        panic!("polled");
    }));
    assert!(matches!(poll_now(never.as_mut()), Poll::Ready(Err(error)) if error.is_cancelled()));
    assert_eq!(
        Arc::strong_count(&polled),
        1,
        "dropped before the error was given"
    );
}

#[test]
fn the_inner_future_sees_the_token() {
    let token = CancelToken::new();
    let inner = async {
        assert_eq!(check_cancelled(), Ok(()));
        token.cancel();
        check_cancelled()
    };
    let seen = park::block_on(token.run_until_cancelled(inner)).unwrap();
    assert!(seen.unwrap_err().is_cancelled());
    assert!(check_cancelled().unwrap_err().is_outside());
}

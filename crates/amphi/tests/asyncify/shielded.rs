//! Shielded calls: nothing but their end ends them.

use std::panic::{AssertUnwindSafe, panic_any};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use amphi::{Limiter, asyncify_on, is_cancelled};
use futures_lite::FutureExt;
use futures_lite::future::poll_once;

use crate::by_hand::by_hand;
use crate::ground::{BOUND, on_each};

/// A function that tells that it runs, stays until it is let go, and tells whether it was cancelled.
struct Work {
    has_begun: Receiver<()>,
    go: Sender<()>,
    told: Receiver<bool>,
}

fn work() -> (impl Fn(u8) -> u8 + Clone + Send + Sync + 'static, Work) {
    let (begin, has_begun) = channel();
    let (go, may_go) = channel();
    let (tell, told) = channel();
    let may_go = Arc::new(Mutex::new(may_go));
    let function = move |number| {
        begin.send(()).unwrap();
        may_go.lock().unwrap().recv_timeout(BOUND).unwrap();
        tell.send(is_cancelled()).unwrap();
        number
    };
    let work = Work {
        has_begun,
        go,
        told,
    };
    (function, work)
}

impl Work {
    fn begins(&self) {
        self.has_begun.recv_timeout(BOUND).unwrap();
    }

    /// Lets it go; whether it was cancelled.
    fn ends(&self) -> bool {
        self.go.send(()).unwrap();
        self.told.recv_timeout(BOUND).unwrap()
    }
}

#[test]
fn b34_a_wait_that_is_given_up_leaves_the_call_to_its_owner() {
    on_each(|handle| async move {
        for limited in [false, true] {
            let (function, work) = work();
            let call = handle.asyncify(function)(7);
            let (limiter, zero) = (Limiter::new(1), Duration::ZERO);
            let value = if limited {
                let mut call = call.limited(&limiter).shielded();
                work.begins();
                assert!(handle.timeout(zero, &mut call).await.is_err());
                assert!(!work.ends());
                call.await
            } else {
                let mut call = call.shielded();
                work.begins();
                assert!(handle.timeout(zero, &mut call).await.is_err());
                assert!(!work.ends());
                call.await
            };
            assert_eq!(value, 7);
        }
    });
}

#[test]
fn b34_dropped_while_it_runs_it_is_told_nothing() {
    on_each(|handle| async move {
        let (function, work) = work();
        drop(handle.asyncify(function)(7).shielded());
        work.begins();
        assert!(!work.ends());
    });
}

#[test]
fn b34_dropped_before_it_starts_it_still_runs() {
    let pool = by_hand();
    let (tell, told) = channel();
    let call = asyncify_on(pool.clone(), move || tell.send(is_cancelled()).unwrap());
    drop(call().shielded());
    pool.run_one();
    assert_eq!(told.try_recv(), Ok(false));
    // One that is polled first, too.
    let mut polled = call();
    amphi::block_on(async { assert!(poll_once(&mut polled).await.is_none()) });
    drop(polled.shielded());
    pool.run_one();
    assert_eq!(told.try_recv(), Ok(false));
}

#[test]
fn b34_dropped_before_its_permit_it_still_runs() {
    on_each(|handle| async move {
        let limiter = Limiter::new(0);
        let (function, work) = work();
        drop(handle.asyncify(function)(7).limited(&limiter).shielded());
        assert_eq!(limiter.stats().waiting, 1);
        limiter.set_total(1);
        work.begins();
        assert_eq!(limiter.stats().in_use, 1);
        assert!(!work.ends());
        // And gives its permit back.
        drop(limiter.acquire().await);
    });
}

#[test]
fn b34_what_waits_for_its_permit_keeps_its_place() {
    on_each(|handle| async move {
        let limiter = Limiter::new(1);
        let held = limiter.try_acquire();
        let (tell, told) = channel();
        let number = handle.asyncify(move |number: u8| tell.send(number).unwrap());
        let mut first = number(1).limited(&limiter);
        assert!(poll_once(&mut first).await.is_none());
        let second = number(2).limited(&limiter).shielded();
        let first = first.shielded();
        assert_eq!(limiter.stats().waiting, 2);
        drop(held);
        second.await;
        first.await;
        assert_eq!(Vec::from_iter(told.try_iter()), [1, 2]);
        // One that has its permit goes on with it.
        let (function, work) = work();
        let mut started = handle.asyncify(function)(3).limited(&limiter);
        assert!(poll_once(&mut started).await.is_none());
        work.begins();
        let started = started.shielded();
        assert_eq!(limiter.stats().in_use, 1);
        assert!(!work.ends());
        assert_eq!(started.await, 3);
    });
}

#[test]
fn b36_what_a_dropped_one_gives_is_dropped_once() {
    struct Counted(
        Arc<AtomicUsize>,
        #[expect(dead_code, reason = "dropped")] Sender<()>,
    );
    impl Drop for Counted {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    on_each(|handle| async move {
        for raises in [false, true] {
            let (drops, (tell, gone)) = (Arc::new(AtomicUsize::new(0)), channel());
            let make = handle.asyncify(move |drops: Arc<AtomicUsize>, tell: Sender<()>| {
                let counted = Counted(drops, tell);
                if raises {
                    panic_any(Mutex::new(counted));
                }
                counted
            });
            drop(make(drops.clone(), tell).shielded());
            let told = gone.recv_timeout(BOUND);
            assert_eq!(told, Err(RecvTimeoutError::Disconnected), "it has gone");
            assert_eq!(drops.load(Ordering::SeqCst), 1);
        }
    });
}

#[test]
fn b38_its_panic_goes_on_in_who_awaits_it() {
    on_each(|handle| async move {
        let fail = handle.asyncify(|number: u8| -> u8 { panic_any(number) });
        let call = AssertUnwindSafe(fail(7).shielded());
        let payload = call.catch_unwind().await.unwrap_err();
        assert_eq!(payload.downcast_ref(), Some(&7_u8));
        let limiter = Limiter::new(1);
        let call = AssertUnwindSafe(fail(8).limited(&limiter).shielded());
        let payload = call.catch_unwind().await.unwrap_err();
        assert_eq!(payload.downcast_ref(), Some(&8_u8));
        assert_eq!(limiter.stats().in_use, 0);
    });
}

#[test]
fn b40_its_handle_cancels_it_by_name() {
    on_each(|handle| async move {
        let (function, work) = work();
        let mut call = handle.asyncify(function)(7).shielded();
        work.begins();
        assert!(call.join_timeout(Duration::ZERO).is_none());
        assert!(!call.is_finished());
        let ending = call.into_handle().cancel();
        assert!(work.ends());
        assert_eq!(ending.await.unwrap(), 7);
    });
}

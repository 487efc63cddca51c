//! Calls with a limiter of their own.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};

use amphi::prelude::*;
use amphi::{Limiter, Pool, asyncify, asyncify_on, is_cancelled};

use crate::ground::{BOUND, on_each};

/// How many are inside, and how many were at most.
#[derive(Default)]
struct Gauge {
    inside: AtomicUsize,
    most: AtomicUsize,
}

impl Gauge {
    fn visit(&self) {
        let inside = self.inside.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(inside, Ordering::SeqCst);
        std::thread::yield_now();
        self.inside.fetch_sub(1, Ordering::SeqCst);
    }
}

#[test]
fn b21_a_call_waits_for_its_permit() {
    on_each(|handle| async move {
        let (limiter, gauge) = (Limiter::new(2), Arc::new(Gauge::default()));
        let visit = asyncify(|gauge: Arc<Gauge>| gauge.visit());
        let calls: Vec<_> = (0..100)
            .map(|_| handle.spawn(visit(gauge.clone()).limited(&limiter)))
            .collect();
        for call in calls {
            call.await.unwrap();
        }
        let most = gauge.most.load(Ordering::SeqCst);
        assert!((1..=2).contains(&most), "{most} at a time");
        assert_eq!(limiter.stats().in_use, 0);
    });
}

#[test]
fn b31_a_call_that_was_given_up_holds_its_permit_until_it_ends() {
    on_each(|_| async move {
        let limiter = Limiter::new(1);
        let (started, has_started) = mpsc::channel();
        let (release, released) = mpsc::channel::<()>();
        let released = Arc::new(std::sync::Mutex::new(released));
        let (ended, has_ended) = mpsc::channel();
        let work = asyncify(move || {
            started.send(()).unwrap();
            let _ = released.lock().unwrap().recv();
            ended.send(is_cancelled()).unwrap();
        });
        let mut first = Box::pin(work().limited(&limiter));
        assert!(futures_lite::future::poll_once(&mut first).await.is_none());
        has_started.recv_timeout(BOUND).unwrap();
        drop(first);
        // It runs on, so the permit is not free.
        assert!(limiter.try_acquire().is_none());
        let mut second = Box::pin(work().limited(&limiter));
        assert!(futures_lite::future::poll_once(&mut second).await.is_none());
        assert_eq!(limiter.stats().waiting, 1);
        drop(release);
        assert!(has_ended.recv_timeout(BOUND).unwrap(), "it was cancelled");
        second.await;
        assert!(!has_ended.recv_timeout(BOUND).unwrap());
    });
}

#[test]
fn b37_a_call_that_is_given_up_before_its_permit_never_runs() {
    on_each(|_| async move {
        let (limiter, gauge) = (Limiter::new(0), Arc::new(Gauge::default()));
        let visit = asyncify(|gauge: Arc<Gauge>| gauge.visit());
        let mut call = Box::pin(visit(gauge.clone()).limited(&limiter));
        assert!(futures_lite::future::poll_once(&mut call).await.is_none());
        drop(call);
        assert_eq!(limiter.stats().waiting, 0);
        assert_eq!(Arc::strong_count(&gauge), 1);
        limiter.set_total(1);
        visit(gauge.clone()).limited(&limiter).await;
        assert_eq!(gauge.most.load(Ordering::SeqCst), 1);
    });
}

#[test]
fn b04_a_panic_of_a_limited_call_goes_on() {
    on_each(|_| async move {
        let limiter = Limiter::new(1);
        let raise = asyncify(|text: &'static str| std::panic::panic_any(text));
        let call = std::panic::AssertUnwindSafe(raise("inside").limited(&limiter));
        let payload = futures_lite::FutureExt::catch_unwind(call)
            .await
            .unwrap_err();
        assert_eq!(payload.downcast_ref(), Some(&"inside"));
        assert_eq!(limiter.stats().in_use, 0);
    });
}

#[test]
fn a_limiter_offloads_to_the_current_runtime() {
    on_each(|handle| async move {
        let limiter = Limiter::new(1);
        let backend = limiter.spawn_blocking(|| amphi::Handle::current().backend().to_string());
        assert_eq!(backend.await.unwrap(), handle.backend().as_str());
        // Waited for, too.
        assert_eq!(limiter.spawn_blocking(|| 7).wait().unwrap(), 7);
    });
}

#[test]
fn a_call_runs_on_a_pool() {
    let pool = Pool::builder().name("own").max_threads(1).build().unwrap();
    let name = asyncify_on(pool.clone(), || {
        std::thread::current().name().map(String::from)
    });
    assert!(name().join().unwrap().starts_with("own"));
    assert!(
        name()
            .limited(&Limiter::new(1))
            .join()
            .unwrap()
            .starts_with("own")
    );
}

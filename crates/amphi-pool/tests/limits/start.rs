//! Closures that come to their permits by themselves.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread;

use amphi_conformance::closures::{Offloads, Takes};
use amphi_core::offload::{self, AnyJob};
use amphi_core::{BlockOn, SpawnBlocking, TaskHandle, TaskHandleExt, park};
use amphi_pool::{Limiter, brings_permit};

use crate::runtimes::on_each_runtime;
use crate::within::{next, within};

#[test]
fn b23_they_are_served_in_the_order_of_the_calls() {
    fn test<R: SpawnBlocking + BlockOn>(rt: &R) {
        let limited = Limiter::new(1).on(rt);
        let held = limited.limiter().try_acquire();
        let (tell, told) = channel();
        for number in 0..20 {
            let tell = tell.clone();
            // Nobody waits for any of them.
            limited.start(move || tell.send(number).unwrap()).detach();
        }
        drop(tell);
        assert_eq!(limited.limiter().stats().waiting, 20);
        drop(held);
        let order = Vec::from_iter((0..20).map(|_| next(&told)));
        assert_eq!(order, Vec::from_iter(0..20));
    }
    on_each_runtime(test, test, test);
}

#[test]
fn b31_the_permit_is_held_until_the_closure_has_ended() {
    fn test<R: SpawnBlocking + BlockOn>(rt: &R) {
        let limited = Limiter::new(1).on(rt);
        let (go, may_go) = channel::<()>();
        let (begin, has_begun) = channel();
        let runs = limited.start(move || {
            begin.send(()).unwrap();
            next(&may_go);
        });
        next(&has_begun);
        drop(runs);
        let mut second = limited.start(|| 7);
        assert!(!second.is_finished());
        assert_eq!(limited.limiter().stats().waiting, 1);
        go.send(()).unwrap();
        assert_eq!(park::block_on(&mut second).unwrap(), 7);
    }
    on_each_runtime(test, test, test);
}

#[test]
fn b32_a_closure_lends_its_permit_when_it_waits_and_not_before() {
    fn test<R: SpawnBlocking + BlockOn>(rt: &R) {
        let limited = Limiter::new(1).on(rt);
        let inner = limited.clone();
        let outer = limited.start(move || {
            let limiter = inner.limiter().clone();
            let in_use = move || {
                let stats = limiter.stats();
                (stats.in_use, stats.lent)
            };
            let first = inner.start(in_use.clone());
            let second = inner.start(in_use);
            let stats = inner.limiter().stats();
            assert_eq!((stats.waiting, stats.lent), (2, 0), "this one goes on");
            (second.join().unwrap(), first.join().unwrap())
        });
        assert_eq!(outer.join().unwrap(), ((1, 1), (1, 1)));
        let stats = limited.limiter().stats();
        assert_eq!((stats.in_use, stats.waiting, stats.lent), (0, 0, 0));
    }
    on_each_runtime(test, test, test);
}

#[test]
fn b37_cancelled_before_its_permit_it_never_runs() {
    fn test<R: SpawnBlocking + BlockOn>(rt: &R) {
        let limited = Limiter::new(0).on(rt);
        let captured = Arc::new(());
        let inside = captured.clone();
        let waits = limited.start(move || drop(inside));
        let ending = waits.cancel();
        assert_eq!(Arc::strong_count(&captured), 1, "dropped by the call");
        assert_eq!(limited.limiter().stats().waiting, 0);
        assert!(park::block_on(ending).unwrap_err().is_cancelled());
    }
    on_each_runtime(test, test, test);
}

#[test]
fn b38_cancelled_while_it_runs_it_gives_its_value() {
    fn test<R: SpawnBlocking + BlockOn>(rt: &R) {
        let limiter = Limiter::new(1);
        let held = limiter.try_acquire();
        let (begin, has_begun) = channel();
        let mut runs = limiter.on(rt).start(move || {
            begin.send(()).unwrap();
            while !offload::is_cancelled() {
                thread::yield_now();
            }
            "told"
        });
        // Waited for by now, so it is the handle's second stage that is cancelled.
        assert!(runs.join_timeout(std::time::Duration::ZERO).is_none());
        drop(held);
        next(&has_begun);
        assert_eq!(park::block_on(runs.cancel()).unwrap(), "told");
        assert_eq!(limiter.acquire().wait().run(|| 7), 7);
    }
    on_each_runtime(test, test, test);
}

#[test]
fn a_panic_is_the_handles() {
    fn test<R: SpawnBlocking + BlockOn>(rt: &R) {
        let limiter = Limiter::new(1);
        let held = limiter.try_acquire();
        let raises = limiter.on(rt).start(|| std::panic::panic_any(7_u8));
        drop(held);
        let payload = raises.join().unwrap_err().into_panic();
        assert_eq!(payload.downcast_ref(), Some(&7_u8));
        assert_eq!(limiter.stats().in_use, 0);
    }
    on_each_runtime(test, test, test);
}

/// What becomes of a closure.
#[derive(Clone)]
enum Odd {
    /// The runtime has gone.
    Drops(Arc<AtomicUsize>),
    Panics,
}

impl Takes for Odd {
    fn take(&self, job: AnyJob) {
        assert!(brings_permit());
        match self {
            Self::Drops(count) => count.fetch_add(1, Ordering::Relaxed),
            Self::Panics => panic!("no"),
        };
        drop(job);
    }
}

#[test]
fn a_runtime_that_has_gone_ends_a_long_queue_on_a_short_stack() {
    const CLOSURES: usize = 100_000;
    within(|| {
        let count = Arc::new(AtomicUsize::new(0));
        let limited = Limiter::new(1).on(&Offloads(Odd::Drops(count.clone())));
        let held = limited.limiter().try_acquire();
        let waiting = Vec::from_iter((0..CLOSURES).map(|_| limited.start(|| ())));
        let small = thread::Builder::new().stack_size(256 * 1024);
        let gives_back = small.spawn(move || drop(held)).unwrap();
        for handle in waiting {
            assert!(handle.join().unwrap_err().is_shutdown());
        }
        gives_back.join().unwrap();
        assert_eq!(count.load(Ordering::Relaxed), CLOSURES);
        assert_eq!(limited.limiter().stats().in_use, 0);
    });
    assert!(!brings_permit());
}

#[test]
fn a_runtime_that_panics_takes_no_permit_along() {
    within(|| {
        let limited = Limiter::new(1).on(&Offloads(Odd::Panics));
        let held = limited.limiter().try_acquire();
        let waiting = Vec::from_iter((0..3).map(|_| limited.start(|| ())));
        drop(held);
        for handle in waiting {
            assert!(handle.is_finished());
            assert!(handle.join().unwrap_err().is_panic());
        }
        assert_eq!(limited.limiter().stats().in_use, 0);
    });
    assert!(!brings_permit());
}

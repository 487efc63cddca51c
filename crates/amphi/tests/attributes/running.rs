//! When a generated function runs, and how it ends.

use std::panic::{AssertUnwindSafe, panic_any};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc::{Sender, channel};
use std::task::{Context, Waker};

use amphi::{Handle, Limiter, asyncify, is_cancelled};
use futures_lite::FutureExt;
use futures_lite::future::poll_once;

use crate::ground::on_each;

#[asyncify]
fn counts(count: Arc<AtomicUsize>) -> usize {
    count.fetch_add(1, Relaxed)
}

#[asyncify]
fn fails(payload: Arc<u8>) -> u8 {
    panic_any(payload)
}

#[asyncify]
fn blocks(started: Sender<()>, ended: Sender<bool>) {
    started.send(()).unwrap();
    while !is_cancelled() {
        std::thread::yield_now();
    }
    ended.send(true).unwrap();
}

#[asyncify]
fn runtime() -> String {
    Handle::current().backend().to_string()
}

#[test]
fn b03_one_await_is_one_execution() {
    on_each(|_| async {
        let count = Arc::new(AtomicUsize::new(0));
        let call = counts(count.clone());
        drop(counts(count.clone()));
        assert_eq!(
            count.load(Relaxed),
            0,
            "nothing happens before the first poll"
        );
        assert_eq!((call.await, counts(count.clone()).await), (0, 1));
        assert_eq!(count.load(Relaxed), 2);
    });
}

#[test]
fn b04_a_panic_goes_on_in_the_awaiter_with_its_payload() {
    on_each(|_| async {
        let payload = Arc::new(7);
        let raised = AssertUnwindSafe(fails(payload.clone()))
            .catch_unwind()
            .await;
        let raised = raised.unwrap_err().downcast::<Arc<u8>>().unwrap();
        assert!(Arc::ptr_eq(&raised, &payload));
    });
}

#[test]
fn a_call_that_is_dropped_while_it_runs_is_told() {
    on_each(|_| async {
        let ((start, started), (end, ended)) = (channel(), channel());
        let mut call = Box::pin(blocks(start, end));
        assert!(poll_once(&mut call).await.is_none());
        started.recv().unwrap();
        drop(call);
        assert_eq!(ended.recv(), Ok(true));
    });
}

#[test]
fn it_runs_where_it_is_polled() {
    on_each(|handle| async move {
        assert_eq!(runtime().await, handle.backend().as_str());
        // Made here, polled there.
        let call = runtime();
        for other in [Handle::tokio_default(), Handle::smol(), Handle::async_std()] {
            assert_eq!(
                other.spawn(runtime()).await.unwrap(),
                other.backend().as_str()
            );
        }
        assert_eq!(call.await, handle.backend().as_str());
    });
}

#[asyncify]
fn in_use(limiter: Limiter) -> usize {
    limiter.stats().in_use
}

#[test]
fn b22_under_a_limited_handle_a_call_waits_for_its_permit() {
    on_each(|handle| async move {
        let limiter = Limiter::new(1);
        assert_eq!(in_use(limiter.clone()).await, 0, "no limiter here");
        let handle = handle.with_limiter(&limiter);
        let mut call = Box::pin(in_use(limiter.clone()));
        let held = limiter.try_acquire();
        {
            let _entered = handle.enter();
            let polled = call.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            assert!(polled.is_pending());
        }
        assert_eq!(limiter.stats().waiting, 1);
        drop(held);
        assert_eq!(call.await, 1);
        let task = handle.spawn(in_use(limiter));
        assert_eq!(task.await.unwrap(), 1);
    });
}

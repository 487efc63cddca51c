//! Calls on a pool whose queue has a limit.

use std::pin::{Pin, pin};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::task::{Context, Poll, Waker};

use amphi::{Handle, Limiter, Pool, asyncify, asyncify_on};

use crate::ground::{BOUND, on_each};

/// A pool of one thread, which is busy until the sender goes, and nothing may be queued.
fn full() -> (Pool, Sender<()>) {
    let pool = Pool::builder()
        .max_threads(1)
        .queue_limit(0)
        .build()
        .unwrap();
    let ((open, gate), (begin, has_begun)) = (channel(), channel());
    drop(pool.try_spawn_blocking(move || {
        begin.send(()).unwrap();
        let _ = gate.recv_timeout(BOUND);
    }));
    has_begun.recv_timeout(BOUND).unwrap();
    (pool, open)
}

fn poll<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

/// What has run, in order.
fn tells(tell: &Sender<u8>) -> impl Fn(u8) -> u8 + Clone + Send + Sync + 'static {
    let tell = tell.clone();
    move |which| {
        tell.send(which).unwrap();
        which
    }
}

fn told(has_run: &Receiver<u8>, count: usize) -> Vec<u8> {
    let next = |_| has_run.recv_timeout(BOUND).expect("a call has run");
    (0..count).map(next).collect()
}

#[test]
fn b16_calls_wait_for_room_in_the_order_of_asking() {
    on_each(|_| async {
        let ((pool, open), (tell, has_run)) = (full(), channel());
        let call = asyncify_on(pool.clone(), tells(&tell));
        let (mut first, mut third) = (pin!(call(1)), pin!(call(3)));
        let mut second = pin!(pool.offload(move || tell.send(2)));
        assert!(poll(first.as_mut()).is_pending());
        assert!(poll(second.as_mut()).is_pending());
        assert!(poll(third.as_mut()).is_pending());
        let stats = pool.stats();
        assert_eq!((stats.queued, stats.waiting), (0, 3));

        drop(open);
        assert_eq!(first.await, 1);
        second.await.unwrap().unwrap();
        assert_eq!(third.await, 3);
        assert_eq!(told(&has_run, 3), [1, 2, 3]);
        pool.idle().await;
        assert!(pool.try_spawn_blocking(|| ()).is_ok(), "room was kept");
    });
}

#[test]
fn a_call_that_is_given_up_in_line_never_runs_and_leaves_it() {
    on_each(|_| async {
        let ((pool, open), (tell, has_run)) = (full(), channel());
        let call = asyncify_on(pool.clone(), tells(&tell));
        let (mut first, mut second) = (Box::pin(call(1)), Box::pin(call(2)));
        assert!(poll(first.as_mut()).is_pending());
        assert!(poll(second.as_mut()).is_pending());
        drop(first);
        assert_eq!(pool.stats().waiting, 1);
        drop(open);
        assert_eq!(second.await, 2);
        assert_eq!(told(&has_run, 1), [2]);
        assert!(has_run.try_recv().is_err(), "what was given up has run");
    });
}

/// A call that is given room, and given up before it is polled again, passes it on.
#[test]
fn room_of_a_call_that_is_given_up_goes_to_the_next() {
    on_each(|_| async {
        let ((pool, open), (tell, has_run)) = (full(), channel());
        let call = asyncify_on(pool.clone(), tells(&tell));
        let (mut first, mut second) = (Box::pin(call(1)), Box::pin(call(2)));
        assert!(poll(first.as_mut()).is_pending());
        drop(open);
        pool.idle().await;
        assert!(poll(second.as_mut()).is_pending());
        drop(first);
        assert_eq!(second.await, 2);
        assert_eq!(told(&has_run, 1), [2]);
        pool.idle().await;
        assert!(pool.try_spawn_blocking(|| ()).is_ok(), "room was kept");
    });
}

#[test]
fn the_pool_of_a_handle_has_its_limit_for_calls_on_the_current_runtime_too() {
    on_each(|handle| async move {
        let (pool, open) = full();
        let pooled = handle.with_pool(&pool);
        let task = pooled.spawn(async move {
            let mut current = pin!(asyncify(|| 7)());
            assert!(poll(current.as_mut()).is_pending());
            let mut own = pin!(Handle::current().asyncify(|| 8)());
            assert!(poll(own.as_mut()).is_pending());
            assert_eq!(pool.stats().waiting, 2);
            drop(open);
            (current.await, own.await)
        });
        assert_eq!(task.await.unwrap(), (7, 8));
    });
}

#[test]
fn a_call_that_is_joined_waits_for_room() {
    on_each(|handle| async move {
        let (pool, open) = full();
        let call = asyncify_on(pool.clone(), || 7);
        let waits = handle.spawn_blocking(move || call().join());
        while pool.stats().waiting == 0 {
            amphi::yield_now().await;
        }
        assert_eq!(pool.stats().queued, 0);
        drop(open);
        assert_eq!(waits.await.unwrap(), 7);
    });
}

#[test]
fn a_limited_call_waits_for_room_with_its_permit() {
    on_each(|_| async {
        let ((pool, open), limiter) = (full(), Limiter::new(1));
        let call = asyncify_on(pool.clone(), || 7);
        let mut limited = pin!(call().limited(&limiter));
        assert!(poll(limited.as_mut()).is_pending());
        assert_eq!((pool.stats().waiting, limiter.stats().in_use), (1, 1));
        drop(open);
        assert_eq!(limited.await, 7);
        assert_eq!(limiter.stats().in_use, 0);
    });
}

#[test]
fn a_limited_call_that_is_shielded_while_it_waits_for_room_keeps_its_permit() {
    on_each(|_| async {
        let ((pool, open), limiter) = (full(), Limiter::new(1));
        let mut limited = asyncify_on(pool.clone(), || 7)().limited(&limiter);
        assert!(poll(Pin::new(&mut limited)).is_pending());
        let shielded = limited.shielded();
        // It is queued now, whatever the limit is.
        assert_eq!((pool.stats().waiting, pool.stats().queued), (0, 1));
        assert_eq!(limiter.stats().in_use, 1);
        drop(open);
        assert_eq!(shielded.await, 7);
        assert_eq!(limiter.stats().in_use, 0);
    });
}

#[test]
fn a_call_on_a_pool_that_is_closed_while_it_waits_says_so() {
    on_each(|_| async {
        let (pool, open) = full();
        let mut call = Box::pin(asyncify_on(pool.clone(), || 7)());
        assert!(poll(call.as_mut()).is_pending());
        let ended = pool.shutdown(BOUND);
        drop(open);
        ended.unwrap().await;
        let spawned = amphi::spawn(call).await.unwrap_err();
        assert!(spawned.is_panic(), "{spawned}");
        assert!(
            spawned.to_string().contains("not run to its end"),
            "{spawned}"
        );
    });
}

//! Iterators as streams: what comes when, and how much ahead.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use amphi::prelude::*;
use futures_lite::{Stream, StreamExt};

use crate::ground::{BOUND, everywhere, on_each, one_blocking_thread, poll_once, until};

#[test]
fn b111_all_items_come_in_order() {
    on_each(|handle| async move {
        for items in [0, 1, 2, 127, 128, 129, 1000, 30_000] {
            let all: Vec<usize> = handle.stream_blocking(0..items).collect().await;
            assert!(all.into_iter().eq(0..items), "{items} items");
        }
        for capacity in [1, 2, 3, 127, 128, 129, 100_000] {
            let stream = (0..3000).into_stream_blocking().with_capacity(capacity);
            let all: Vec<usize> = stream.collect().await;
            assert!(all.into_iter().eq(0..3000), "room for {capacity}");
        }
    });
}

#[test]
fn b111_synchronous_code_takes_the_items_too() {
    everywhere(|handle| {
        let mut stream = handle.stream_blocking(0..300);
        for expected in 0..200 {
            assert_eq!(stream.next().wait(), Some(expected));
        }
        let rest: Vec<_> = stream.into_blocking_iter().collect();
        assert!(rest.into_iter().eq(200..300));
    });
}

#[test]
fn b111_nothing_runs_before_the_first_poll() {
    on_each(|handle| async move {
        let (ran, has_run) = mpsc::channel();
        let mut stream = handle.stream_blocking(std::iter::repeat_with(move || ran.send(())));
        // Whatever was started before this would have run by now, on a pool with idle threads.
        handle.spawn_blocking(|| ()).await.unwrap();
        assert_eq!(has_run.try_recv(), Err(mpsc::TryRecvError::Empty));
        assert!(stream.next().await.is_some());
        has_run.recv_timeout(BOUND).unwrap();
    });
}

#[test]
fn b111_an_item_waits_for_no_other() {
    on_each(|handle| async move {
        let (sender, receiver) = mpsc::channel();
        let mut stream = handle.stream_blocking(receiver);
        // Before it is fast, while it is, and after: there never is a second item to wait for.
        for round in 0..200 {
            sender.send(round).unwrap();
            assert_eq!(stream.next().await, Some(round));
        }
        (0..10_000).for_each(|item| sender.send(item).unwrap());
        for item in 0..10_000 {
            assert_eq!(stream.next().await, Some(item));
        }
        for round in 0..200 {
            sender.send(round).unwrap();
            assert_eq!(stream.next().await, Some(round));
        }
        drop(sender);
        assert_eq!(stream.next().await, None);
    });
}

#[test]
fn b111_no_more_is_ahead_than_was_allowed() {
    on_each(|handle| async move {
        for capacity in [1, 2, 7, 300] {
            let (made, asked) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
            let (counted, limit) = (made.clone(), asked.clone());
            let items = std::iter::repeat_with(move || {
                let made = counted.fetch_add(1, Ordering::SeqCst) + 1;
                assert!(made <= limit.load(Ordering::SeqCst) + capacity);
                made
            });
            let mut stream = handle.stream_blocking(items).with_capacity(capacity);
            asked.store(1, Ordering::SeqCst);
            let first = poll_once(pin!(stream.next()));
            if first.is_none() {
                // The worker does use its room, up to what it starts with.
                let full = capacity.min(128);
                until("it is full", || made.load(Ordering::SeqCst) == full).await;
            }
            let first = first.map_or(1, |_| 2);
            for round in first..2000 {
                asked.store(round, Ordering::SeqCst);
                assert_eq!(stream.next().await, Some(round));
            }
        }
    });
}

#[test]
fn b111_a_full_stream_holds_no_thread() {
    let (_runtime, handle) = one_blocking_thread();
    let mut first = handle.stream_blocking(0..).with_capacity(2);
    let mut second = handle.stream_blocking(0..).with_capacity(3);
    // Each can only go on while the other one lets go of the pool's only thread.
    for item in 0..500 {
        assert_eq!(handle.block_on(first.next()), Some(item));
        assert_eq!(handle.block_on(second.next()), Some(item));
        let closure = handle.spawn_blocking(move || item);
        assert_eq!(closure.join().unwrap(), item);
    }
}

#[test]
fn b111_a_closure_consumes_a_stream_of_its_own_full_pool() {
    let (_runtime, handle) = one_blocking_thread();
    let pool = handle.clone();
    let mut closure = handle.spawn_blocking(move || {
        let stream = pool.stream_blocking(0..1000).with_capacity(10);
        stream.into_blocking_iter().sum::<u32>()
    });
    let sum = closure.join_timeout(BOUND).expect("it hangs").unwrap();
    assert_eq!(sum, 499_500);
}

#[test]
fn b111_a_consumer_that_never_waits_lets_others_run() {
    on_each(|handle| async move {
        let mut stream = handle.stream_blocking(0..50_000).with_capacity(50_000);
        let mut taken = 0;
        // All are there before the first is taken, once the room has grown.
        let mut suspended = 0;
        while taken < 50_000 {
            match poll_once(pin!(stream.next())) {
                Some(item) => {
                    assert_eq!(item, Some(taken));
                    taken += 1;
                }
                None => {
                    suspended += 1;
                    amphi::yield_now().await;
                }
            }
        }
        assert!(suspended >= 40, "{suspended} times in {taken} items");
    });
}

#[test]
fn b111_the_size_is_known_as_far_as_the_iterator_tells() {
    on_each(|handle| async move {
        let mut stream = handle.stream_blocking(0..1000);
        for taken in 0..1000 {
            assert_eq!(stream.size_hint(), (1000 - taken, Some(1000 - taken)));
            stream.next().await.unwrap();
        }
        assert_eq!(stream.size_hint().1, Some(0));
        assert_eq!(stream.next().await, None);
        assert_eq!(stream.size_hint(), (0, Some(0)));
        let endless = handle.stream_blocking(0_u64..);
        assert_eq!(endless.size_hint(), (0_u64..).size_hint());
        let unknown = handle.stream_blocking((0..10).filter(|item| item % 2 == 0));
        assert_eq!(unknown.size_hint(), (0, Some(10)));
    });
}

#[test]
fn b111_batches_lose_nothing_and_keep_the_order() {
    on_each(|handle| async move {
        for together in [1, 2, 100, 5000] {
            for (items, capacity) in [(0, 8192), (1, 1), (300, 7), (30_000, 8192)] {
                let stream = handle.stream_blocking(0..items).with_capacity(capacity);
                let all: Vec<usize> = stream.with_batches(together).collect().await;
                assert!(all.into_iter().eq(0..items), "{items} by {together}");
            }
        }
    });
}

#[test]
fn b111_in_batches_an_item_waits_for_the_next_one_only() {
    on_each(|handle| async move {
        let (sender, receiver) = mpsc::channel();
        let mut stream = handle.stream_blocking(receiver).with_batches(1000);
        let mut sent = 0;
        for expected in 0..500 {
            let mut next = pin!(stream.next());
            let item = match poll_once(next.as_mut()) {
                Some(item) => item,
                None => {
                    // It may have been sent already, and wait for this one; not for others.
                    sender.send(sent).unwrap();
                    sent += 1;
                    next.await
                }
            };
            assert_eq!(item, Some(expected));
        }
        drop(sender);
        // What is left comes with the end.
        let rest: Vec<_> = stream.collect().await;
        assert!(rest.into_iter().eq(500..sent));
    });
}

#[test]
fn b02_b04_items_and_errors_arrive_as_they_are() {
    on_each(|handle| async move {
        let error = Arc::new("an error");
        let items = vec![
            Ok("first".to_owned()),
            Err(error.clone()),
            Ok("last".to_owned()),
        ];
        let all: Vec<_> = handle.stream_blocking(items.clone()).collect().await;
        assert_eq!(all, items);
        // The very same object.
        assert!(
            all[1]
                .as_ref()
                .is_err_and(|given| Arc::ptr_eq(given, &error))
        );
    });
}

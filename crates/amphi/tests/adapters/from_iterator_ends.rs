//! Iterators as streams: ends, panics, cancellation, and runtimes that go.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::{Arc, mpsc};
use std::thread;

use amphi::prelude::*;
use amphi::{Handle, is_cancelled};
use futures_core::stream::FusedStream;
use futures_lite::StreamExt;

use crate::ground::{BOUND, Told, bounded, on_each, one_blocking_thread, poll_once, told, until};

#[test]
fn b111_an_ended_stream_stays_so() {
    on_each(|handle| async move {
        // This iterator would start anew.
        let mut rounds = 0;
        let items = std::iter::from_fn(move || {
            rounds += 1;
            (rounds % 3 != 0).then_some(rounds)
        });
        let mut stream = handle.stream_blocking(items);
        assert!(!stream.is_terminated());
        assert_eq!(
            (stream.next().await, stream.next().await),
            (Some(1), Some(2))
        );
        assert_eq!(stream.next().await, None);
        assert!(stream.is_terminated());
        assert_eq!(stream.next().await, None);
    });
}

#[test]
fn b15_the_iterator_has_gone_when_the_end_is_seen() {
    on_each(|handle| async move {
        let alive = Arc::new(());
        let held = alive.clone();
        let items = (0..3).inspect(move |_| drop(held.clone()));
        let mut stream = handle.stream_blocking(items);
        while stream.next().await.is_some() {}
        assert_eq!(Arc::strong_count(&alive), 1);
    });
}

#[test]
fn b04_a_panic_goes_on_once_after_the_items_before_it() {
    for together in [1, 64] {
        a_panic_goes_on_once(together);
    }
}

fn a_panic_goes_on_once(together: usize) {
    on_each(move |handle| async move {
        let items = (0..200).inspect(|item| {
            if *item == 150 {
                std::panic::panic_any(7_u8);
            }
        });
        let mut stream = handle.stream_blocking(items).with_batches(together);
        for expected in 0..150 {
            assert_eq!(stream.next().await, Some(expected));
        }
        let raised = loop {
            let polled = catch_unwind(AssertUnwindSafe(|| poll_once(pin!(stream.next()))));
            match polled {
                Ok(None) => amphi::yield_now().await,
                Ok(Some(item)) => panic!("{item:?} came instead of the panic"),
                Err(payload) => break payload,
            }
        };
        assert_eq!(*raised.downcast::<u8>().unwrap(), 7);
        assert_eq!(stream.next().await, None);
        assert!(stream.is_terminated());
    });
}

#[test]
fn b37_a_stream_that_is_dropped_before_its_worker_started_never_runs() {
    let (_runtime, handle) = one_blocking_thread();
    let (release, released) = mpsc::channel::<()>();
    let blocker = handle.spawn_blocking(move || released.recv());
    let (ran, has_run) = mpsc::channel::<()>();
    let (tell, dropped) = told();
    let items = std::iter::repeat_with(move || {
        let _tell = &tell;
        ran.send(()).unwrap();
    });
    let mut stream = handle.stream_blocking(items);
    assert_eq!(poll_once(pin!(stream.next())), None);
    drop(stream);
    drop(release);
    assert!(blocker.join().unwrap().is_err());
    assert!(has_run.recv_timeout(BOUND).is_err());
    // Not on this thread, since a drop may block.
    assert_ne!(dropped.recv_timeout(BOUND).unwrap(), thread::current().id());
}

#[test]
fn b111_a_stream_that_was_never_polled_lets_a_worker_drop_its_iterator() {
    on_each(|handle| async move {
        let (tell, dropped) = told();
        drop(handle.stream_blocking(std::iter::once(tell)));
        let there = dropped.recv_timeout(BOUND).unwrap();
        assert_ne!(there, thread::current().id());
    });
}

#[test]
fn b39_b108_dropping_a_stream_cancels_an_iterator_that_runs() {
    on_each(|handle| async move {
        let (tell, dropped) = told();
        let (started, has_started) = mpsc::channel();
        let items = std::iter::from_fn(move || {
            let _tell = &tell;
            started.send(()).unwrap();
            while !is_cancelled() {
                thread::yield_now();
            }
            Some(())
        });
        let mut stream = handle.stream_blocking(items);
        assert_eq!(poll_once(pin!(stream.next())), None);
        has_started.recv_timeout(BOUND).unwrap();
        drop(stream);
        let there = dropped.recv_timeout(BOUND).unwrap();
        assert_ne!(there, thread::current().id());
        assert!(
            has_started.try_recv().is_err(),
            "it was asked for one item only"
        );
    });
}

#[test]
fn b108_dropping_a_stream_drops_iterator_and_items() {
    on_each(|handle| async move {
        for taken in [1, 3, 40, 1000] {
            for capacity in [1, 10, 8192] {
                let (tell, dropped) = told();
                let alive = Arc::new(());
                let item = alive.clone();
                let items = std::iter::repeat_with(move || {
                    let _tell = &tell;
                    item.clone()
                });
                let mut stream = handle.stream_blocking(items).with_capacity(capacity);
                for _ in 0..taken {
                    stream.next().await.unwrap();
                }
                drop(stream);
                dropped.recv_timeout(BOUND).unwrap();
                until("the items have gone", || Arc::strong_count(&alive) == 1).await;
            }
        }
    });
}

#[test]
fn b04_a_panic_in_the_iterators_drop_is_told_after_the_items() {
    struct Bomb(u32);
    impl Iterator for Bomb {
        type Item = u32;
        fn next(&mut self) -> Option<u32> {
            self.0 = self.0.checked_sub(1)?;
            Some(self.0)
        }
    }
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("in drop");
        }
    }
    on_each(|handle| async move {
        let consumer = handle.spawn(handle.stream_blocking(Bomb(2)).collect::<Vec<_>>());
        let error = consumer.await.unwrap_err();
        assert_eq!(*error.into_panic().downcast::<&str>().unwrap(), "in drop");
        // Where nobody can be told it is quiet.
        drop(handle.stream_blocking(Bomb(2)));
    });
}

/// A runtime to be ended.
type Ending = (Handle, Box<dyn FnOnce() + Send>);

fn ending() -> Vec<Ending> {
    let many = amphi::tokio::OwnedRuntime::multi_thread(1).unwrap();
    let small = amphi::smol::OwnedRuntime::new(1).unwrap();
    let own = amphi::smol::OwnedRuntime::new(1).unwrap();
    vec![
        (many.handle().into(), Box::new(|| drop(many))),
        (small.handle().into(), Box::new(|| drop(small))),
        (Handle::custom(own.handle().clone()), Box::new(|| drop(own))),
    ]
}

#[test]
fn b65_a_runtime_that_has_gone_is_told_after_the_items() {
    for (handle, end) in ending() {
        bounded(move || {
            let (tell, dropped) = told();
            let items = (0..).inspect(move |_| {
                let _tell: &Told = &tell;
            });
            let mut stream = handle.stream_blocking(items).with_capacity(1);
            // On another runtime, where the wait itself goes on.
            let outer = Handle::async_std();
            assert_eq!(outer.block_on(stream.next()), Some(0));
            end();
            let mut seen = 1;
            let raised = loop {
                match catch_unwind(AssertUnwindSafe(|| outer.block_on(stream.next()))) {
                    Ok(item) => assert_eq!(item, Some(seen)),
                    Err(payload) => break payload,
                }
                seen += 1;
                // A runtime may take closures until all of its threads have seen its end.
                assert!(seen < 1_000_000);
            };
            let text = raised.downcast::<String>().unwrap();
            assert!(text.contains("runtime"), "{text}");
            assert_eq!(outer.block_on(stream.next()), None);
            dropped.recv_timeout(BOUND).unwrap();
        });
    }
}

#[test]
#[should_panic(expected = "room for one item")]
fn no_room_at_all_is_refused() {
    let _ = (0..3).into_stream_blocking().with_capacity(0);
}

#[test]
#[should_panic(expected = "before its first poll")]
fn the_room_is_chosen_before_the_first_poll() {
    let mut stream = (0..3).into_stream_blocking();
    stream.next().wait();
    let _ = stream.with_capacity(3);
}

#[test]
#[should_panic(expected = "a batch needs room")]
fn batches_of_nothing_are_refused() {
    let _ = (0..3).into_stream_blocking().with_batches(0);
}

#[test]
#[should_panic(expected = "before its first poll")]
fn batches_are_chosen_before_the_first_poll() {
    let mut stream = (0..3).into_stream_blocking();
    stream.next().wait();
    let _ = stream.with_batches(3);
}

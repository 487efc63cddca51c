//! Streams as iterators.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use amphi::prelude::*;
use amphi::{BlockOnErrorKind, Handle};
use futures_lite::{Stream, StreamExt, stream};

use crate::ground::{bounded, everywhere};

#[test]
fn b105_all_items_come_in_order_inside_and_outside() {
    everywhere(|_| {
        let mut expected = 0;
        let slow = stream::iter(0..100).then(|item| async move {
            amphi::yield_now().await;
            item
        });
        for item in slow.into_blocking_iter() {
            assert_eq!(item, expected);
            expected += 1;
        }
        assert_eq!(expected, 100);
    });
}

#[test]
fn b105_an_error_midway_is_an_item_like_others() {
    everywhere(|_| {
        let items = || vec![Ok(1), Err("failed"), Ok(2)];
        let all: Vec<_> = stream::iter(items()).into_blocking_iter().collect();
        assert_eq!(all, items());
        let sum: Result<u32, &str> = stream::iter(items()).into_blocking_iter().sum();
        assert_eq!(sum, Err("failed"));
    });
}

/// Counts what is asked of it.
fn counted(count: &Rc<Cell<usize>>) -> impl Stream<Item = usize> + use<> {
    let count = count.clone();
    stream::iter(0..10).map(move |item| {
        count.set(count.get() + 1);
        item
    })
}

#[test]
fn b106_no_item_is_fetched_before_it_is_asked_for() {
    everywhere(|_| {
        let count = Rc::new(Cell::new(0));
        let mut items = counted(&count).into_blocking_iter();
        assert_eq!(count.get(), 0);
        for taken in 0..10 {
            assert_eq!(items.next(), Some(taken));
            assert_eq!(count.get(), taken + 1);
        }
        assert_eq!((items.next(), items.next()), (None, None));
    });
}

#[test]
fn b106_as_many_are_fetched_as_was_allowed() {
    everywhere(|_| {
        let count = Rc::new(Cell::new(0));
        let mut items = counted(&count).into_blocking_iter().buffered(3);
        for (taken, made) in [4, 4, 4, 4, 8, 8, 8, 8, 10, 10].into_iter().enumerate() {
            assert_eq!(items.size_hint(), (10 - taken, Some(10 - taken)));
            assert_eq!(items.next(), Some(taken));
            assert_eq!(count.get(), made);
        }
        assert_eq!((items.next(), items.next()), (None, None));
    });
}

#[test]
fn b107_a_next_inside_a_next_gets_all_items() {
    everywhere(|handle| {
        let inner = handle.clone();
        let outer = stream::iter(0..5).map(move |row| {
            // Synchronous code below async code below synchronous code.
            let columns = stream::iter(0..4).then(|column| async move {
                amphi::yield_now().await;
                row * 4 + column
            });
            inner.iter_blocking(columns).collect::<Vec<_>>()
        });
        let all: Vec<_> = outer.into_blocking_iter().flatten().collect();
        assert!(all.into_iter().eq(0..20));
        // Two at a time, taken in turns.
        let (mut one, mut two) = (
            stream::iter(0..3).into_blocking_iter(),
            stream::iter(0..3).into_blocking_iter(),
        );
        for item in 0..3 {
            assert_eq!((one.next(), two.next()), (Some(item), Some(item)));
        }
        assert_eq!((one.next(), two.next()), (None, None));
    });
}

#[test]
fn b105_each_item_is_asked_for_inside_the_runtime_wherever_that_is() {
    everywhere(|handle| {
        let expected = handle.backend().to_string();
        // Always ready, with the runtime that is the current one.
        let seen = stream::repeat_with(|| Handle::current().backend().to_string());
        let mut items = handle.iter_blocking(seen);
        let mut next = move || {
            let item = items.next();
            assert_eq!(item.as_ref(), Some(&expected));
            item
        };
        let around = || Handle::current().backend().to_string();
        let here = around();
        let first = next();
        // Between the items nothing is left of it.
        assert_eq!(around(), here);
        // Another runtime entered by hand, a wait on it, a task of it, another thread.
        let other = Handle::custom(Handle::async_std());
        let entered = other.enter();
        assert_eq!(next(), first);
        drop(entered);
        assert_eq!(Handle::smol().block_on(async { next() }), first);
        let task = Handle::async_std().spawn(async move { (next(), next) });
        let (item, mut next) = task.join().unwrap();
        assert_eq!(item, first);
        let thread = std::thread::spawn(move || (next(), next));
        let (item, mut next) = thread.join().unwrap();
        assert_eq!(item, first);
        assert_eq!(next(), first);
    });
}

/// Tells what the current runtime is when it is dropped.
struct Cleans(Rc<Cell<Option<String>>>);

impl Stream for Cleans {
    type Item = u8;
    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<u8>> {
        Poll::Ready(Some(7))
    }
}

impl Drop for Cleans {
    fn drop(&mut self) {
        self.0.set(Some(Handle::current().backend().to_string()));
    }
}

#[test]
fn b108_dropping_the_iterator_early_cleans_up_at_once() {
    everywhere(|handle| {
        let cleaned = Rc::new(Cell::new(None));
        let mut items = handle.iter_blocking(Cleans(cleaned.clone()));
        assert_eq!(items.next(), Some(7));
        let other = Handle::custom(Handle::async_std());
        let entered = other.enter();
        drop(items);
        drop(entered);
        assert_eq!(cleaned.take(), Some(handle.backend().to_string()));
        // In a loop that is left.
        let mut taken = 0;
        for item in handle.iter_blocking(Cleans(cleaned.clone())) {
            taken += item;
            if taken > 20 {
                break;
            }
        }
        assert_eq!(taken, 21);
        assert!(cleaned.take().is_some());
    });
}

#[test]
fn b108_the_stream_goes_as_soon_as_it_has_ended() {
    everywhere(|_| {
        let cleaned = Rc::new(Cell::new(None));
        let limited = Cleans(cleaned.clone()).take(1);
        let mut items = limited.into_blocking_iter();
        assert_eq!((items.next(), items.next()), (Some(7), None));
        assert!(cleaned.take().is_some());
        assert_eq!(items.next(), None);
    });
}

/// Raises 7 in place of the item 1.
fn raises_at_one() -> impl Stream<Item = u8> {
    stream::iter(0..3).inspect(|item| {
        if *item == 1 {
            resume_unwind(Box::new(7_u8));
        }
    })
}

fn raised(items: &mut impl Iterator<Item = u8>) -> u8 {
    let raised = catch_unwind(AssertUnwindSafe(|| items.next()));
    *raised.unwrap_err().downcast().unwrap()
}

#[test]
fn b04_a_panic_of_the_stream_goes_on_to_the_caller() {
    everywhere(|_| {
        let mut items = raises_at_one().into_blocking_iter();
        assert_eq!(items.next(), Some(0));
        assert_eq!(raised(&mut items), 7);
        assert_eq!((items.next(), items.next()), (Some(2), None));
        // What was there before it is not lost.
        let mut ahead = raises_at_one().into_blocking_iter().buffered(2);
        assert_eq!(raised(&mut ahead), 7);
        assert!(ahead.eq([0, 2]));
    });
}

#[test]
fn b65_a_runtime_that_has_gone_is_an_error() {
    bounded(|| {
        let owner = amphi::smol::OwnedRuntime::new(1).unwrap();
        let handle = Handle::from(owner.handle());
        let mut items = handle.iter_blocking(stream::pending::<u8>());
        drop(owner);
        let error = items.try_next().unwrap_err();
        assert_eq!(error.kind(), BlockOnErrorKind::RuntimeGone);
        let raised = catch_unwind(AssertUnwindSafe(|| items.next())).unwrap_err();
        let text = raised.downcast::<String>().unwrap();
        assert!(text.contains(&error.to_string()), "{text}");
    });
}

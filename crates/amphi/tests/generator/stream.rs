//! Generators as streams and as iterators.

use amphi::Generator;
use amphi::prelude::*;
use futures_lite::{Stream, StreamExt};

use crate::ground::{Seen, everywhere, in_tasks};

/// The numbers below `end`, with something to wait for between them.
fn numbers(end: u32) -> impl Stream<Item = u32> + Unpin + Send {
    Generator::new(move |co| async move {
        for number in 0..end {
            if number % 3 == 0 {
                amphi::yield_now().await;
            }
            co.yield_(number).await;
        }
    })
}

#[test]
fn b109_it_is_a_stream() {
    in_tasks(|_| async {
        let mut stream = numbers(20);
        assert_eq!(stream.size_hint(), (0, None));
        let all: Vec<_> = (&mut stream).collect().await;
        assert!(all.into_iter().eq(0..20));
        assert_eq!(stream.next().await, None);
        assert_eq!(stream.size_hint(), (0, Some(0)));
        let doubled = numbers(5).map(|number| number * 2);
        assert_eq!(doubled.collect::<Vec<_>>().await, [0, 2, 4, 6, 8]);
    });
}

#[test]
fn b109_it_is_a_blocking_iterator() {
    everywhere(|_| {
        let mut expected = 0;
        for number in numbers(30).into_blocking_iter() {
            assert_eq!(number, expected);
            expected += 1;
        }
        assert_eq!(expected, 30);
        let ahead = numbers(10).into_blocking_iter().buffered(4);
        assert!(ahead.eq(0..10));
    });
}

#[test]
fn b106_nothing_is_made_before_it_is_asked_for() {
    everywhere(|_| {
        let seen = Seen::default();
        let guards = seen.clone();
        let endless = Generator::new(|co| async move {
            loop {
                drop(guards.guard());
                co.yield_(()).await;
            }
        });
        let mut items = endless.into_blocking_iter();
        assert_eq!(seen.drops(), 0);
        for taken in 1..5 {
            assert_eq!(items.next(), Some(()));
            assert_eq!(seen.drops(), taken);
        }
    });
}

#[test]
fn b108_leaving_a_loop_cleans_up_at_once() {
    everywhere(|_| {
        let seen = Seen::default();
        let held = seen.guard();
        let endless = Generator::new(|co| async move {
            let _held = held;
            for number in 0.. {
                co.yield_(number).await;
            }
        });
        for number in endless.into_blocking_iter() {
            assert_eq!(seen.drops(), 0);
            if number == 3 {
                break;
            }
        }
        assert_eq!(seen.drops(), 1);
    });
}

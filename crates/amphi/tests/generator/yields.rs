//! Yields that are not simply awaited: never, given up, several at once.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use amphi::{Generator, Resumed};
use futures_lite::future::{or, poll_once as look, zip};

use crate::ground::{Branch, Seen, Woken, everywhere, poll_once, step};

#[test]
fn b109_a_yield_that_is_never_awaited_gives_nothing() {
    let seen = Seen::default();
    let held = seen.guard();
    let mut generator = Generator::new(|co| async move {
        drop(co.yield_(Some(held)));
        co.yield_(None).await;
    });
    assert!(matches!(step(&mut generator, ()), Resumed::Yielded(None)));
    assert_eq!(seen.drops(), 1, "the item went with it");
    assert!(matches!(step(&mut generator, ()), Resumed::Complete(())));
}

#[test]
fn b109_a_yield_that_was_polled_comes_out_also_when_it_is_dropped() {
    let mut generator = Generator::new(|co| async move {
        // Given up at once: the item is there, and nothing waits for the answer.
        assert_eq!(look(co.yield_(1)).await, None);
        let second = co.yield_(2).await;
        let for_the_first = co.received();
        // Given up by somebody who is faster.
        let timed_out = or(
            async {
                co.yield_(3).await;
                "answered"
            },
            async {
                amphi::yield_now().await;
                "given up"
            },
        );
        (second, for_the_first, timed_out.await, co.received())
    });
    assert_eq!(step(&mut generator, 'a'), Resumed::Yielded(1));
    assert_eq!(step(&mut generator, 'b'), Resumed::Yielded(2));
    assert_eq!(step(&mut generator, 'c'), Resumed::Yielded(3));
    let expected = ('c', Some('b'), "answered", None);
    assert_eq!(step(&mut generator, 'd'), Resumed::Complete(expected));
}

#[test]
fn b109_the_answer_to_a_yield_that_was_given_up_can_be_looked_at() {
    let mut generator = Generator::new(|co| async move {
        {
            let mut given_up = pin!(co.yield_(1));
            assert_eq!(look(given_up.as_mut()).await, None);
            let mut first = true;
            std::future::poll_fn(|_| match std::mem::take(&mut first) {
                true => Poll::Pending,
                false => Poll::Ready(()),
            })
            .await;
            // The answer is there, and not fetched.
        }
        co.received()
    });
    assert_eq!(step(&mut generator, 'a'), Resumed::Yielded(1));
    assert_eq!(step(&mut generator, 'b'), Resumed::Complete(Some('b')));
}

#[test]
fn b109_an_item_that_is_left_at_the_end_comes_out_before_the_value() {
    everywhere(|_| {
        let seen = Seen::default();
        let held = seen.guard();
        let mut generator = Generator::new(|co| async move {
            let _held = held;
            assert_eq!(look(co.yield_(1)).await, None);
            "the value"
        });
        assert_eq!(generator.resume_blocking(()), Ok(Resumed::Yielded(1)));
        assert_eq!(seen.drops(), 1);
        assert!(!generator.is_finished());
        let last = generator.resume_blocking(());
        assert_eq!(last, Ok(Resumed::Complete("the value")));
        assert!(generator.resume_blocking(()).is_err());
    });
}

#[test]
fn b109_several_yields_at_once_come_out_one_by_one_with_their_answers() {
    for is_swapped in [false, true] {
        let mut generator = Generator::new(|co| async move {
            match is_swapped {
                false => zip(co.yield_(1), co.yield_(2)).await,
                // The one that waits for room is looked at first.
                true => {
                    let mut one = pin!(co.yield_(1));
                    assert_eq!(look(one.as_mut()).await, None);
                    let (two, one) = zip(co.yield_(2), one).await;
                    (one, two)
                }
            }
        });
        assert_eq!(step(&mut generator, 0), Resumed::Yielded(1));
        assert_eq!(step(&mut generator, 10), Resumed::Yielded(2));
        assert_eq!(step(&mut generator, 20), Resumed::Complete((10, 20)));
    }
}

#[test]
fn b109_a_yield_that_is_left_alone_keeps_its_answer() {
    let mut generator = Generator::new(|co| async move {
        let mut one = pin!(co.yield_(1));
        assert_eq!(look(one.as_mut()).await, None);
        let two = co.yield_(2).await;
        let three = co.yield_(3).await;
        (one.await, two, three)
    });
    assert_eq!(step(&mut generator, 0), Resumed::Yielded(1));
    assert_eq!(step(&mut generator, 10), Resumed::Yielded(2));
    assert_eq!(step(&mut generator, 20), Resumed::Yielded(3));
    let answers = Resumed::Complete((10, 20, 30));
    assert_eq!(step(&mut generator, 30), answers);
}

#[test]
fn b109_yields_that_are_polled_only_when_they_are_woken_go_on() {
    everywhere(|_| {
        let mut generator = Generator::new(|co| async move {
            let count = async |from: u32| {
                let mut answers = Vec::new();
                for number in from..from + 3 {
                    answers.push(co.yield_(number).await);
                }
                answers
            };
            Woken(Branch::new(count(10)), Branch::new(count(20))).await
        });
        let mut items = Vec::new();
        let mut value = 0;
        let (tens, twenties) = loop {
            match generator.resume_blocking(value).unwrap() {
                Resumed::Yielded(item) => items.push(item),
                Resumed::Complete(answers) => break answers,
            }
            value += 1;
        };
        // Each item has the answer that was sent next.
        let answers_to = |from: u32| -> Vec<u32> {
            let at = |item: u32| items.iter().position(|it| *it == item).unwrap() as u32 + 1;
            (from..from + 3).map(at).collect()
        };
        assert_eq!((tens, twenties), (answers_to(10), answers_to(20)));
        items.sort_unstable();
        assert_eq!(items, [10, 11, 12, 20, 21, 22]);
    });
}

#[test]
fn b109_a_yield_that_was_answered_is_not_polled_again() {
    let mut generator = Generator::new(|co| async move {
        let mut one = pin!(co.yield_(1));
        one.as_mut().await;
        let mut cx = Context::from_waker(Waker::noop());
        let _ = one.poll(&mut cx);
    });
    assert_eq!(step(&mut generator, ()), Resumed::Yielded(1));
    let again = std::panic::AssertUnwindSafe(|| poll_once(generator.resume(())));
    let raised = std::panic::catch_unwind(again).unwrap_err();
    let text = raised.downcast::<&str>().unwrap();
    assert!(text.contains("after it had given its value"), "{text}");
}

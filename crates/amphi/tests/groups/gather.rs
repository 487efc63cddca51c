//! Several futures or closures at once (B128).

use std::cell::Cell;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use amphi::{Pending, TaskGroup, is_cancelled, join_all, join_all_blocking, yield_now};

use crate::ground::{endless, gate, on_each, raise};

#[test]
fn b128_outputs_come_in_the_order_of_the_futures() {
    on_each(|ground| {
        let futures = || {
            (0..40).map(|n| async move {
                for _ in 0..40 - n {
                    yield_now().await;
                }
                n
            })
        };
        let expected: Vec<_> = (0..40).collect();
        assert_eq!(ground.handle.block_on(join_all(futures())), expected);
        let _entered = ground.handle.enter();
        assert_eq!(join_all(futures()).wait(), expected);
        let task = ground.handle.spawn(join_all(futures().collect::<Vec<_>>()));
        assert_eq!(task.join().unwrap(), expected);
        let nothing: [std::future::Ready<u8>; 0] = [];
        assert!(join_all(nothing).wait().is_empty());
    });
}

#[test]
fn b128_they_run_at_once_and_may_borrow() {
    on_each(|ground| {
        // Each goes on only when the next one has been polled.
        let (turn, local) = (Cell::new(9), std::rc::Rc::new(1));
        let futures = (0..10).map(|n| {
            let (turn, local) = (&turn, local.clone());
            async move {
                while turn.get() != n {
                    yield_now().await;
                }
                turn.set(n - 1);
                n + *local
            }
        });
        let outputs = ground.handle.block_on(join_all(futures));
        assert_eq!(outputs, (1..11).collect::<Vec<_>>());
    });
}

#[test]
fn b128_closures_give_their_results_in_order() {
    on_each(|ground| {
        let _entered = ground.handle.enter();
        // The first ends last.
        let (opener, gate) = gate();
        let mut open = Some(opener);
        let mut gate = Some(gate);
        let closures = (0..2).map(|n| {
            let (open, gate) = match n {
                0 => (None, gate.take()),
                _ => (open.take(), None),
            };
            move || {
                drop(open);
                if let Some(gate) = gate {
                    gate.wait();
                }
                n
            }
        });
        let results = join_all_blocking(closures).wait();
        let values: Vec<_> = results.into_iter().map(Result::unwrap).collect();
        assert_eq!(values, [0, 1]);
        let words: [fn() -> u8; 2] = [|| raise("a panic is a value"), || 7];
        let results = ground.handle.block_on(join_all_blocking(words));
        assert!(results[0].as_ref().unwrap_err().is_panic());
        assert_eq!(*results[1].as_ref().unwrap(), 7);
    });
}

#[test]
fn b128_closures_that_are_given_up_are_told() {
    on_each(|ground| {
        let _entered = ground.handle.enter();
        let ((begun, has_begun), (opener, told)) = (gate(), gate());
        let closures = join_all_blocking([move || {
            begun.open();
            while !is_cancelled() {
                std::thread::yield_now();
            }
            opener.open();
        }]);
        has_begun.wait();
        drop(closures);
        told.wait();
    });
}

#[test]
fn b128_values_cannot_be_read_too_early() {
    on_each(|ground| {
        let group = TaskGroup::<()>::on(ground.handle.clone());
        let (opener, gate) = gate();
        let mut word = group.soon_blocking(move || {
            gate.wait();
            "late"
        });
        let mut number = group.soon(async { 7 });
        assert_eq!(word.try_get().unwrap_err(), word.take().unwrap_err());
        let _: Pending = word.take().unwrap_err();
        opener.open();
        group.join_all().wait();
        assert_eq!(word.take().unwrap().unwrap(), "late");
        assert_eq!(number.take().unwrap().unwrap(), 7);
    });
}

#[test]
fn dropping_it_drops_the_futures() {
    on_each(|ground| {
        let (first, dropped) = endless::<u8>();
        let (second, also_dropped) = endless();
        let both: [Pin<Box<dyn Future<Output = u8> + Send>>; 2] =
            [Box::pin(first), Box::pin(second)];
        let task = ground.handle.spawn(join_all(both));
        assert!(!dropped.is_open());
        assert!(ground.handle.block_on(task.cancel()).is_err());
        assert!(dropped.is_open() && also_dropped.is_open());
    });
}

#[test]
fn a_panic_goes_on_in_the_awaiter() {
    on_each(|ground| {
        let (other, dropped) = endless::<()>();
        let both: [Pin<Box<dyn Future<Output = ()> + Send>>; 2] =
            [Box::pin(other), Box::pin(async { raise("inside") })];
        let task = ground.handle.spawn(join_all(both));
        assert!(task.join().unwrap_err().is_panic());
        assert!(dropped.is_open());
    });
}

/// Counts its polls; ready at the second.
struct Counted<'a>(&'a Cell<usize>, &'a Cell<Option<Waker>>);

impl Future for Counted<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.0.set(self.0.get() + 1);
        self.1.set(Some(cx.waker().clone()));
        if self.0.get() > 1 {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }
}

struct Nothing;

impl Wake for Nothing {
    fn wake(self: Arc<Self>) {}
}

#[test]
fn only_what_was_woken_is_polled() {
    let polls = [Cell::new(0), Cell::new(0)];
    let wakers = [Cell::new(None), Cell::new(None)];
    let mut both = join_all((0..2).map(|n| Counted(&polls[n], &wakers[n])));
    let outer = Waker::from(Arc::new(Nothing));
    let mut cx = Context::from_waker(&outer);
    let mut both = Pin::new(&mut both);
    assert!(both.as_mut().poll(&mut cx).is_pending());
    assert!(both.as_mut().poll(&mut cx).is_pending());
    assert_eq!([polls[0].get(), polls[1].get()], [1, 1]);
    let second = wakers[1].take().unwrap();
    second.wake_by_ref();
    second.wake();
    assert!(both.as_mut().poll(&mut cx).is_pending());
    assert_eq!([polls[0].get(), polls[1].get()], [1, 2]);
    wakers[0].take().unwrap().wake();
    assert!(both.as_mut().poll(&mut cx).is_ready());
    assert_eq!([polls[0].get(), polls[1].get()], [2, 2]);
}

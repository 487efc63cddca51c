//! Wakers, counted.

use std::future::pending;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Wake;

use super::*;

#[derive(Default)]
struct Count(AtomicUsize);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

struct Panics;

impl Wake for Panics {
    fn wake(self: Arc<Self>) {
        std::panic::resume_unwind(Box::new(()));
    }
}

#[test]
fn a_waker_that_panics_keeps_nobody_waiting() {
    let end = Arc::new(End::default());
    let count = Arc::new(Count::default());
    let wait = || UntilEnd::new(pending::<()>(), || Some(end.clone()));
    let (mut first, mut second) = (pin!(wait()), pin!(wait()));
    let panics = Waker::from(Arc::new(Panics));
    assert!(
        first
            .as_mut()
            .poll(&mut Context::from_waker(&panics))
            .is_pending()
    );
    let counts = Waker::from(count.clone());
    assert!(
        second
            .as_mut()
            .poll(&mut Context::from_waker(&counts))
            .is_pending()
    );
    end.ring();
    assert_eq!(count.0.load(Ordering::SeqCst), 1);
}

#[test]
fn only_the_last_waker_of_a_wait_is_woken() {
    let end = Arc::new(End::default());
    let counts = [(); 3].map(|()| Arc::new(Count::default()));
    let wait = || UntilEnd::new(pending::<()>(), || Some(end.clone()));
    {
        let (mut changes, mut leaves) = (pin!(wait()), Box::pin(wait()));
        for (waits, count) in [(true, 0), (false, 1), (true, 2)] {
            let waker = Waker::from(counts[count].clone());
            let cx = &mut Context::from_waker(&waker);
            let polled = if waits {
                changes.as_mut().poll(cx)
            } else {
                leaves.as_mut().poll(cx)
            };
            assert!(polled.is_pending());
        }
        drop(leaves);
        end.ring();
        let cx = &mut Context::from_waker(Waker::noop());
        assert!(changes.as_mut().poll(cx).is_ready());
    }
    let woken = counts
        .each_ref()
        .map(|count| count.0.load(Ordering::SeqCst));
    assert_eq!(woken, [0, 0, 1]);
    assert_eq!(
        counts.each_ref().map(Arc::strong_count),
        [1; 3],
        "a waker is kept"
    );
}

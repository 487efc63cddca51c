//! Loom models of the end: every interleaving of one that rings and of waits that begin, change
//! their waker or leave meanwhile. A wake-up that is lost is a model that never ends.
//!
//! Run with `just loom`.

use std::future::{pending, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Wake;

use loom::future::block_on;
use loom::thread;

use super::*;

/// Counts how often it is woken, and wakes another.
struct Count(AtomicUsize, Option<Waker>);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
        if let Some(waker) = &self.1 {
            waker.wake_by_ref();
        }
    }
}

fn counting(then: Option<Waker>) -> (Arc<Count>, Waker) {
    let count = Arc::new(Count(AtomicUsize::new(0), then));
    (count.clone(), Waker::from(count))
}

fn is_gone<T>(ended: Result<T, BlockOnError>) -> bool {
    ended.is_err_and(|error| error.kind() == BlockOnErrorKind::RuntimeGone)
}

fn ringing(end: &Arc<End>) -> thread::JoinHandle<()> {
    let end = end.clone();
    thread::spawn(move || end.ring())
}

fn wait(end: &Arc<End>) -> impl Future<Output = Result<(), BlockOnError>> + use<> {
    let end = end.clone();
    UntilEnd::new(pending(), move || Some(end))
}

/// A wait that was polled once.
struct Told {
    wait: Pin<Box<dyn Future<Output = Result<(), BlockOnError>>>>,
    was_ready: bool,
    count: Arc<Count>,
}

impl Told {
    fn new(end: &Arc<End>) -> Self {
        let (count, waker) = counting(None);
        let mut wait = Box::pin(wait(end));
        let was_ready = wait
            .as_mut()
            .poll(&mut Context::from_waker(&waker))
            .is_ready();
        Self {
            wait,
            was_ready,
            count,
        }
    }

    /// It was ready at once, or woken once, and is ready now.
    fn is_told(&mut self) {
        let woken = self.count.0.load(Ordering::SeqCst);
        assert!(woken == 1 || (self.was_ready && woken == 0), "lost");
        if !self.was_ready {
            let cx = &mut Context::from_waker(Waker::noop());
            assert!(self.wait.as_mut().poll(cx).map(is_gone) == Poll::Ready(true));
        }
    }
}

#[test]
fn a_wait_that_begins_while_it_rings_ends() {
    loom::model(|| {
        let end = Arc::new(End::default());
        let ringing = ringing(&end);
        assert!(is_gone(block_on(wait(&end))));
        assert!(end.has_come());
        ringing.join().unwrap();
        assert_eq!(Arc::strong_count(&end), 1);
    });
}

#[test]
fn two_waits_are_both_told() {
    loom::model(|| {
        let end = Arc::new(End::default());
        let ringing = ringing(&end);
        let mut waits = [(); 2].map(|()| Told::new(&end));
        ringing.join().unwrap();
        for wait in &mut waits {
            wait.is_told();
        }
    });
}

#[test]
fn a_wait_that_changes_its_waker_is_woken_by_the_new_one() {
    loom::model(|| {
        let end = Arc::new(End::default());
        let ringing = ringing(&end);
        let (old, first) = counting(None);
        let mut wait = Box::pin(wait(&end));
        let mut polls = 0;
        // The old waker wakes nobody: a wait that counted on it would never end.
        let ended = block_on(poll_fn(|cx| {
            polls += 1;
            if polls == 1 {
                if let Poll::Ready(ended) = wait.as_mut().poll(&mut Context::from_waker(&first)) {
                    return Poll::Ready(ended);
                }
            }
            wait.as_mut().poll(cx)
        }));
        assert!(is_gone(ended));
        ringing.join().unwrap();
        drop((wait, first));
        assert!(old.0.load(Ordering::SeqCst) <= 1);
        assert_eq!(Arc::strong_count(&old), 1, "the old waker is kept");
    });
}

#[test]
fn who_leaves_takes_no_later_sitter_along() {
    loom::model(|| {
        let end = Arc::new(End::default());
        let (left, waker) = counting(None);
        let mut leaving = Box::pin(wait(&end));
        let polled = leaving.as_mut().poll(&mut Context::from_waker(&waker));
        assert!(polled.is_pending());
        drop(waker);
        let leaving = thread::spawn(move || drop(leaving));
        let ringing = ringing(&end);
        // May take the seat of the one that leaves, before the end or after it.
        let mut sits = Told::new(&end);
        leaving.join().unwrap();
        ringing.join().unwrap();
        sits.is_told();
        assert!(left.0.load(Ordering::SeqCst) <= 1);
        assert_eq!(Arc::strong_count(&left), 1, "a waker is kept");
    });
}

#[test]
fn who_sits_is_woken_once_and_who_has_left_never() {
    loom::model(|| {
        let end = Arc::new(End::default());
        let (left, gone) = counting(None);
        let mut leaving = Box::pin(wait(&end));
        let polled = leaving.as_mut().poll(&mut Context::from_waker(&gone));
        assert!(polled.is_pending());
        drop(leaving);
        let ringing = ringing(&end);
        let mut staying = pin!(wait(&end));
        let mut stayed = None;
        let ended = block_on(poll_fn(|cx| {
            let (_, waker) = stayed.get_or_insert_with(|| counting(Some(cx.waker().clone())));
            staying.as_mut().poll(&mut Context::from_waker(waker))
        }));
        assert!(is_gone(ended));
        ringing.join().unwrap();
        assert_eq!(left.0.load(Ordering::SeqCst), 0, "it had left");
        let (stayed, _) = stayed.expect("it was polled");
        assert!(stayed.0.load(Ordering::SeqCst) <= 1, "woken twice");
    });
}

//! Loom models of a pinned value's queue: every interleaving of its owner, its callers and its end.
//!
//! Run with `just loom`.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use amphi_core::cancel::CancelToken;
use loom::future::block_on;
use loom::sync::atomic::{AtomicBool, Ordering};
use loom::thread;

use super::call::Finished;
use super::circle::Arrows;
use super::*;

/// The owner's loop; gives the value.
fn serve(queue: &Queue<usize>) -> usize {
    let mut value = 0;
    while let Some(call) = block_on(queue.next()) {
        call.run(&mut value);
    }
    queue.end(Ok(()));
    value
}

fn pinned() -> (Pinned<usize>, Arc<Queue<usize>>) {
    let queue = Arc::new(Queue::new());
    let handle = Arc::new(Handle {
        queue: queue.clone(),
    });
    (Pinned { handle }, queue)
}

fn count(value: &mut usize) -> usize {
    *value += 1;
    *value
}

/// The result of a call that has ended.
fn result(mut call: With<usize>) -> Result<usize, PinnedError> {
    match Pin::new(&mut call).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("it has not ended"),
    }
}

#[test]
fn a_call_reaches_its_owner_and_the_result_its_caller() {
    loom::model(|| {
        let (pinned, queue) = pinned();
        let owner = thread::spawn(move || serve(&queue));
        let call = pinned.with(count);
        // The last handle goes, what is queued runs.
        drop(pinned);
        assert_eq!(block_on(call).unwrap(), 1);
        assert_eq!(owner.join().unwrap(), 1);
    });
}

#[test]
fn every_call_comes_before_the_end() {
    loom::model(|| {
        let (pinned, queue) = pinned();
        let other = pinned.clone();
        let calls = thread::spawn(move || other.with(count).detach());
        pinned.with(count).detach();
        drop(pinned);
        assert_eq!(serve(&queue), 2);
        calls.join().unwrap();
    });
}

#[test]
fn cancel_and_run_agree_on_whether_it_ran() {
    loom::model(|| {
        let (pinned, queue) = pinned();
        let captured = Arc::new(());
        let alive = captured.clone();
        let cancels = thread::spawn(move || {
            let call = pinned.with(move |value| {
                let _alive = alive;
                count(value);
            });
            drop(call);
        });
        assert!(serve(&queue) <= 1);
        cancels.join().unwrap();
        assert_eq!(Arc::strong_count(&captured), 1, "the closure has gone");
    });
}

#[test]
fn a_token_that_is_asked_for_beside_a_cancellation_is_cancelled() {
    loom::model(|| {
        let (pinned, queue) = pinned();
        let kept = Arc::new(std::sync::Mutex::new(None));
        let keep = kept.clone();
        let call = pinned.with(move |_| {
            *keep.lock().unwrap() = CancelToken::current();
        });
        drop(pinned);
        let cancels = thread::spawn(move || drop(call));
        serve(&queue);
        cancels.join().unwrap();
        let token = kept.lock().unwrap().take();
        // None where it never ran.
        assert!(token.is_none_or(|token| token.is_cancelled()));
    });
}

#[test]
fn a_call_beside_a_close_runs_or_is_refused() {
    loom::model(|| {
        let (pinned, queue) = pinned();
        let other = pinned.clone();
        let closes = thread::spawn(move || drop(other.close()));
        let call = pinned.with(count);
        let runs = serve(&queue);
        closes.join().unwrap();
        match result(call) {
            Ok(ran) => assert_eq!((ran, runs), (1, 1)),
            Err(error) => assert!(error.is_closed() && runs == 0),
        }
        assert!(result(pinned.with(count)).unwrap_err().is_closed());
    });
}

#[test]
fn who_waits_for_the_end_is_told() {
    loom::model(|| {
        let (pinned, queue) = pinned();
        let close = pinned.close();
        let owner = thread::spawn(move || serve(&queue));
        block_on(close).unwrap();
        owner.join().unwrap();
    });
}

/// What is waited for, by hand.
#[derive(Default)]
struct Flag(AtomicBool);

impl Flag {
    fn finish(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl Finished for Flag {
    fn is_finished(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

#[test]
fn of_two_that_wait_for_each_other_one_is_refused() {
    loom::model(|| {
        let arrows = Arc::new(Arrows::new());
        let all = arrows.clone();
        let never = || -> Arc<dyn Finished> { Arc::new(Flag::default()) };
        let other = thread::spawn(move || all.draw(&[1], 2, &never()).is_err());
        let refused = arrows.draw(&[2], 1, &never()).is_err();
        assert!(refused != other.join().unwrap());
    });
}

#[test]
fn a_call_that_ended_before_the_next_one_waits_is_no_circle() {
    loom::model(|| {
        let arrows = Arc::new(Arrows::new());
        let call = Arc::new(Flag::default());
        let (all, ends) = (arrows.clone(), call.clone());
        // The second owner ends one call; the next one waits for the first owner.
        let second = thread::spawn(move || {
            ends.finish();
            let never: Arc<dyn Finished> = Arc::new(Flag::default());
            all.draw(&[2], 1, &never)
        });
        let call: Arc<dyn Finished> = call;
        arrows.draw(&[1], 2, &call).unwrap();
        arrows.erase(&[1]);
        second.join().unwrap().unwrap();
    });
}

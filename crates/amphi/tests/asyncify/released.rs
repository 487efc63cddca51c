//! What a call holds, and for how long (B15); what becomes of one that is dropped.

use std::sync::mpsc::channel;
use std::sync::{Arc, Weak};

use amphi::{TaskHandleExt, asyncify, asyncify_on, is_cancelled};
use futures_lite::future::poll_once;

use crate::by_hand::by_hand;
use crate::ground::on_each;

type Watches = [Weak<u8>; 2];

/// A function whose closure and argument can be watched, and both watches.
fn watched() -> (
    impl Fn(Arc<u8>) -> u8 + Clone + Send + Sync,
    Arc<u8>,
    Watches,
) {
    let (captured, argument) = (Arc::new(3), Arc::new(4));
    let watches = [Arc::downgrade(&captured), Arc::downgrade(&argument)];
    (
        move |argument: Arc<u8>| *captured + *argument,
        argument,
        watches,
    )
}

fn holders(watches: &Watches) -> [usize; 2] {
    watches.each_ref().map(Weak::strong_count)
}

#[test]
fn b15_a_call_that_ended_holds_nothing() {
    on_each(|_| async {
        let (f, argument, watches) = watched();
        let mut call = asyncify(f)(argument);
        assert_eq!(
            holders(&watches),
            [1, 1],
            "the wrapper has gone, the call has them"
        );
        assert_eq!((&mut call).await, 7);
        assert_eq!(holders(&watches), [0, 0]);
        drop(call);
    });
}

#[test]
fn b15_each_call_has_a_clone_of_its_own() {
    let (f, argument, watches) = watched();
    let wrapper = asyncify(f);
    let calls = [wrapper(argument.clone()), wrapper(argument)];
    assert_eq!(holders(&watches), [3, 2]);
    for call in calls {
        assert_eq!(call.join(), 7);
    }
    assert_eq!(holders(&watches), [1, 0]);
}

#[test]
fn a_call_that_is_dropped_before_it_starts_never_runs() {
    let pool = by_hand();
    let (f, argument, watches) = watched();
    // Not even polled.
    let never = asyncify_on(pool.clone(), f.clone())(argument.clone());
    drop(never);
    assert_eq!(pool.queued(), 0);
    // In the queue: it is dropped at once, not when its turn comes.
    let mut call = asyncify_on(pool.clone(), f)(argument);
    amphi::block_on(async { assert_eq!(poll_once(&mut call).await, None) });
    assert_eq!((pool.queued(), holders(&watches)), (1, [1, 1]));
    drop(call);
    assert_eq!(holders(&watches), [0, 0]);
    pool.run_one();
}

#[test]
fn a_call_that_is_dropped_while_it_runs_is_told() {
    on_each(|_| async {
        let (started, has_started) = channel();
        let (ended, has_ended) = channel();
        let value = Arc::new(());
        let watch = Arc::downgrade(&value);
        let call = asyncify(move |value: Arc<()>| {
            started.send(is_cancelled()).unwrap();
            while !is_cancelled() {
                std::thread::yield_now();
            }
            ended.send(()).unwrap();
            value
        });
        let mut running = call(value);
        assert!(poll_once(&mut running).await.is_none());
        assert!(!has_started.recv().unwrap());
        drop(running);
        has_ended.recv().unwrap();
        // Its value is dropped when it ends, which is just after.
        while watch.strong_count() > 0 {
            std::thread::yield_now();
        }
    });
}

#[test]
fn a_call_that_was_spawned_is_not_cancelled_by_a_drop() {
    let pool = by_hand();
    let (told, is_told) = channel();
    let call = asyncify_on(pool.clone(), move || told.send(is_cancelled()).unwrap());
    drop(call().spawn());
    pool.run_one();
    assert_eq!(is_told.try_recv(), Ok(false));
    // By name it is.
    drop(call().spawn().cancel_on_drop());
    pool.run_one();
    assert!(is_told.try_recv().is_err());
}

//! Calls to a pinned value whose callers have gone, or have cancelled them.

use std::future::pending;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use amphi_core::cancel::{CancelToken, cancellable, check_cancelled, is_cancelled};
use amphi_core::{BlockOn, SpawnBlocking, Spawner, TaskHandle, park};
use amphi_pool::{AffineScope, Pinned, With};

use crate::runtimes::on_each_runtime;
use crate::within::{next, within};

/// Far longer than anything here takes.
const BOUND: Duration = Duration::from_secs(60);

/// Asks until it is cancelled.
fn until_cancelled() {
    let start = Instant::now();
    while !is_cancelled() {
        assert!(start.elapsed() < BOUND, "it is told nothing");
        thread::yield_now();
    }
}

/// A call that has begun: it tells that, asks until it is cancelled, and tells what it was told.
fn begun(pinned: &Pinned<u8>) -> (With<&'static str>, Receiver<bool>) {
    let (begin, has_begun) = channel();
    let (tell, told) = channel();
    let call = pinned.with(move |_| {
        assert!(check_cancelled().is_ok(), "not yet");
        begin.send(()).unwrap();
        until_cancelled();
        let checked = check_cancelled();
        tell.send(checked.unwrap_err().is_cancelled()).unwrap();
        "as far as it came"
    });
    next(&has_begun);
    (call, told)
}

#[test]
fn b39_a_call_whose_caller_goes_is_told() {
    within(|| {
        let pinned = Pinned::spawn(|| 7);
        let (call, told) = begun(&pinned);
        drop(call);
        assert!(next(&told));
        // The next one is none of that.
        let next = pinned.with(|value| (is_cancelled(), check_cancelled().is_ok(), *value));
        assert_eq!(next.wait().unwrap(), (false, true, 7));
    });
}

#[test]
fn b38_cancelled_while_it_runs_it_gives_its_value() {
    fn test<R: Spawner + SpawnBlocking + BlockOn>(rt: &R) {
        let pinned = Pinned::spawn(|| 7);
        let (call, told) = begun(&pinned);
        assert_eq!(call.cancel().wait().unwrap(), "as far as it came");
        assert!(next(&told));
        // Awaited, too.
        let (call, _told) = begun(&pinned);
        let value = rt.block_on(async { call.cancel().await });
        assert_eq!(value.unwrap(), "as far as it came");
    }
    on_each_runtime(test, test, test);
}

#[test]
fn b37_cancelled_before_it_began_it_never_runs() {
    within(|| {
        let pinned = Pinned::spawn(|| 7);
        let (first, _told) = begun(&pinned);
        let (alive, dropped) = channel::<()>();
        let second = pinned.with(move |_| drop(alive)).cancel();
        assert!(dropped.try_recv().is_err(), "dropped by the call");
        assert!(second.wait().unwrap_err().is_cancelled());
        drop(first);
        assert_eq!(pinned.with(|value| *value).wait().unwrap(), 7);
    });
}

#[test]
fn b35_a_call_that_is_let_go_is_told_nothing() {
    within(|| {
        let pinned = Pinned::spawn(|| 7);
        let (go, may_go) = channel::<()>();
        let (begin, has_begun) = channel();
        let (tell, told) = channel();
        let call = pinned.with(move |_| {
            begin.send(()).unwrap();
            next(&may_go);
            tell.send(is_cancelled()).unwrap();
        });
        next(&has_begun);
        call.detach();
        go.send(()).unwrap();
        assert!(!next(&told));
    });
}

#[test]
fn b39_a_task_that_is_cancelled_tells_its_call() {
    fn test<R: Spawner>(rt: &R) {
        let pinned = Pinned::spawn(|| 7);
        let (call, told) = begun(&pinned);
        let task = rt.spawn(call);
        let ended = park::block_on(task.cancel());
        assert!(ended.unwrap_err().is_cancelled());
        assert!(next(&told));
    }
    on_each_runtime(test, test, test);
}

#[test]
fn b42_a_wait_inside_a_call_ends_with_its_cancellation() {
    fn test<R: BlockOn + Spawner>(rt: &R) {
        let pinned = Pinned::spawn(|| 7);
        let (begin, has_begun) = channel();
        let inside = rt.clone();
        let call = pinned.with(move |_| {
            begin.send(()).unwrap();
            inside.block_on(cancellable(pending::<()>()))
        });
        next(&has_begun);
        let given = call.cancel().wait().unwrap();
        assert!(given.unwrap_err().is_cancelled());
    }
    on_each_runtime(test, test, test);
}

/// A call that gives its token away.
fn with_token(pinned: &Pinned<u8>) -> (With<()>, CancelToken, Sender<()>) {
    let (give, given) = channel();
    let (go, may_go) = channel();
    let call = pinned.with(move |_| {
        let token = CancelToken::current().unwrap();
        // The same from then on.
        CancelToken::new().scope(|| assert!(!is_cancelled()));
        give.send((token, CancelToken::current().unwrap())).unwrap();
        next(&may_go);
    });
    let (token, again) = next(&given);
    let child = again.child();
    assert!(!token.is_cancelled());
    (call, child, go)
}

#[test]
fn b45_a_call_gives_its_token_on() {
    within(|| {
        let pinned = Pinned::spawn(|| 7);
        let (call, token, go) = with_token(&pinned);
        let waits = token.clone();
        let helper = thread::spawn(move || waits.cancelled().wait());
        drop(call);
        helper.join().unwrap();
        go.send(()).unwrap();
        // One that gave its result has nothing left to cancel.
        let (mut call, token, go) = with_token(&pinned);
        go.send(()).unwrap();
        call.wait_timeout(BOUND).unwrap().unwrap();
        drop(call);
        assert!(!token.is_cancelled());
    });
}

#[test]
fn b41_where_no_call_runs_there_is_nothing_to_cancel() {
    struct Asks(Sender<bool>);
    impl Drop for Asks {
        fn drop(&mut self) {
            let _ = self.0.send(check_cancelled().unwrap_err().is_outside());
        }
    }
    within(|| {
        let (tell, told) = channel();
        let pinned = Pinned::spawn(move || {
            assert!(check_cancelled().unwrap_err().is_outside());
            Asks(tell)
        });
        assert!(pinned.with(|_| check_cancelled().is_ok()).wait().unwrap());
        pinned.close().wait().unwrap();
        assert!(next(&told));
    });
}

#[test]
fn b39_a_call_in_a_scope_answers_for_itself() {
    fn test<R: Spawner + SpawnBlocking + BlockOn>(rt: &R) {
        let inside = rt.clone();
        let (begin, has_begun) = channel();
        let (asked, may_ask) = channel();
        // The scope's thread runs an offloaded closure, which is cancelled.
        let closure = rt.spawn_blocking(move || {
            let seen = AffineScope::run(&inside, |scope| async move {
                begin.send(()).unwrap();
                scope
                    .call(move || {
                        next::<()>(&may_ask);
                        (is_cancelled(), check_cancelled().is_ok())
                    })
                    .await
            });
            (seen.unwrap(), is_cancelled())
        });
        next(&has_begun);
        let ending = closure.cancel();
        asked.send(()).unwrap();
        assert_eq!(park::block_on(ending).unwrap(), ((false, true), true));
    }
    on_each_runtime(test, test, test);
}

//! Asking in a closure whether to go on.

use std::sync::mpsc;
use std::thread;

use amphi::{CancelToken, Cancelled, cancellable, check_cancelled, is_cancelled};

use crate::ground::{BOUND, LONG, gate, on_each};

/// Asks before each step, which the test allows one by one; gives the number of steps and why it
/// ended.
fn steps(allowed: &mpsc::Receiver<()>, done: &mpsc::Sender<u32>) -> (u32, Option<Cancelled>) {
    for step in 0.. {
        if let Err(error) = check_cancelled() {
            return (step, Some(error));
        }
        done.send(step).unwrap();
        if allowed.recv_timeout(BOUND).is_err() {
            return (step, None);
        }
    }
    unreachable!()
}

#[test]
fn b39_a_polling_loop_stops_at_its_next_step() {
    on_each(|ground| {
        let (allow, allowed) = mpsc::channel();
        let (done, is_done) = mpsc::channel();
        let closure = ground.handle.spawn_blocking(move || steps(&allowed, &done));
        for step in 0..3 {
            assert_eq!(is_done.recv_timeout(BOUND), Ok(step));
            if step < 2 {
                allow.send(()).unwrap();
            }
        }
        let ending = closure.cancel();
        allow.send(()).unwrap();
        let (steps, error) = ground.handle.block_on(ending).unwrap();
        assert_eq!(steps, 3);
        assert!(error.unwrap().is_cancelled());
    });
}

#[test]
fn b39_a_sleeping_closure_wakes_when_it_is_cancelled() {
    on_each(|ground| {
        let (begin, begun) = gate();
        let closure = ground.handle.spawn_blocking(move || {
            let token = CancelToken::current().unwrap();
            begin.open();
            token.cancelled().wait_timeout(LONG)
        });
        begun.wait();
        assert!(ground.handle.block_on(closure.cancel()).unwrap());
    });
}

#[test]
fn b40_an_abandoned_polling_loop_stops_too() {
    on_each(|ground| {
        for by_timeout in [false, true] {
            let (allow, allowed) = mpsc::channel();
            let (done, is_done) = mpsc::channel();
            let (tell, told) = mpsc::channel();
            let closure = ground.handle.spawn_blocking(move || {
                tell.send(steps(&allowed, &done)).unwrap();
            });
            assert_eq!(is_done.recv_timeout(BOUND), Ok(0));
            let closure = closure.cancel_on_drop();
            if by_timeout {
                let handle = ground.handle.clone();
                let moment = std::time::Duration::from_millis(1);
                let gone = handle.block_on(async { handle.timeout(moment, closure).await });
                assert!(gone.is_err());
            } else {
                drop(closure);
            }
            allow.send(()).unwrap();
            let (steps, error) = told.recv_timeout(BOUND).unwrap();
            assert_eq!(steps, 1);
            assert!(error.unwrap().is_cancelled());
        }
    });
}

#[test]
fn b41_where_no_closure_runs_the_error_says_so() {
    on_each(|ground| {
        fn look() {
            let error = check_cancelled().unwrap_err();
            assert!(error.is_outside() && !error.is_cancelled());
            assert!(error.to_string().contains("spawn_blocking"), "{error}");
            assert!(!is_cancelled() && CancelToken::current().is_none());
        }
        look();
        ground.handle.block_on(async { look() });
        ground.handle.spawn(async { look() }).join().unwrap();
        // A thread that a closure starts is none; it can be given the token.
        let closure = ground.handle.spawn_blocking(|| {
            assert_eq!(check_cancelled(), Ok(()));
            thread::spawn(look).join().unwrap();
            let token = CancelToken::current().unwrap();
            thread::spawn(move || token.scope(check_cancelled))
                .join()
                .unwrap()
        });
        assert_eq!(closure.join().unwrap(), Ok(()));
        look();
        // What is cancellable runs to its end.
        assert_eq!(ground.handle.block_on(cancellable(async { 7 })), Ok(7));
    });
}

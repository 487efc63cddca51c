//! Closures that wait for async code while they are cancelled.

use std::future::pending;
use std::sync::Arc;

use amphi::{CancelToken, Cancelled, Handle, JoinHandle, Portal, cancellable, is_cancelled};

use crate::ground::{Ground, LONG, Opener, gate, on_each};

/// A wait that begins by opening the gate and never ends; the capture goes with it.
async fn endless(begin: Opener, capture: Opener) {
    let _capture = capture;
    begin.open();
    pending::<()>().await;
}

/// What a closure waits in.
type Wait = fn(&Handle, Opener, Opener) -> Result<(), Cancelled>;

const WAITS: &[Wait] = &[
    |handle, begin, capture| handle.block_on(cancellable(endless(begin, capture))),
    |handle, begin, capture| {
        let sleep = handle.sleep(LONG);
        handle.block_on(cancellable(async move {
            let _capture = capture;
            begin.open();
            sleep.await;
        }))
    },
    // The inside of a wait sees the closure's token as well.
    |handle, begin, capture| handle.block_on(async { cancellable(endless(begin, capture)).await }),
    |handle, begin, capture| {
        let portal = Portal::on(handle.clone());
        portal.call(cancellable(endless(begin, capture))).unwrap()
    },
    |_, begin, capture| {
        let portal = Portal::start().unwrap();
        portal.call(cancellable(endless(begin, capture))).unwrap()
    },
    // A task that is given the token.
    |handle, begin, capture| {
        let token = CancelToken::current().unwrap();
        let task = handle.spawn(token.run_until_cancelled(endless(begin, capture)));
        handle.block_on(task).unwrap()
    },
    // The wait of a wait.
    |handle, begin, capture| {
        handle.block_on(async { handle.block_on(cancellable(endless(begin, capture))) })
    },
];

/// A closure that waits so.
fn waiting(
    ground: &Ground,
    wait: Wait,
) -> (JoinHandle<Result<(), Cancelled>>, crate::ground::Gate) {
    let (begin, begun) = gate();
    let (capture, dropped) = gate();
    let handle = ground.handle.clone();
    let closure = ground
        .handle
        .spawn_blocking(move || wait(&handle, begin, capture));
    begun.wait();
    assert!(!dropped.is_open());
    (closure, dropped)
}

#[test]
fn b42_a_cancelled_closure_ends_its_inner_wait() {
    on_each(|ground| {
        for wait in WAITS {
            let (closure, dropped) = waiting(ground, *wait);
            let ended = ground.handle.block_on(closure.cancel()).unwrap();
            assert!(ended.unwrap_err().is_cancelled());
            dropped.wait();
        }
    });
}

#[test]
fn b42_a_closure_whose_future_is_dropped_ends_its_inner_wait() {
    on_each(|ground| {
        for wait in WAITS {
            let (closure, dropped) = waiting(ground, *wait);
            drop(closure.cancel_on_drop());
            dropped.wait();
        }
    });
}

#[test]
fn b42_a_closure_that_was_taken_from_a_full_pool_ends_its_inner_wait() {
    on_each(|ground| {
        let (begin, begun) = gate();
        let (capture, dropped) = gate();
        let handle = ground.handle.clone();
        // On a pool of two, one more than it has threads.
        let outer = ground.handle.spawn_blocking(move || {
            let token = CancelToken::current().unwrap();
            let again = handle.clone();
            let middle = handle.spawn_blocking(move || {
                let token = CancelToken::current().unwrap();
                let once_more = again.clone();
                let inner = again.spawn_blocking(move || {
                    once_more.block_on(cancellable(endless(begin, capture)))
                });
                again.block_on(inner.cancel_with(&token))
            });
            handle.block_on(middle.cancel_with(&token))
        });
        begun.wait();
        let ended = ground.handle.block_on(outer.cancel());
        assert!(ended.unwrap().unwrap().unwrap().unwrap_err().is_cancelled());
        dropped.wait();
    });
}

#[test]
fn b42_a_closure_inside_goes_with_its_handle() {
    on_each(|ground| {
        let (begin, begun) = gate();
        let (end, ended) = gate();
        let handle = ground.handle.clone();
        let outer = ground.handle.spawn_blocking(move || {
            let inner = handle.spawn_blocking(move || {
                let _end = end;
                begin.open();
                while !is_cancelled() {
                    std::thread::yield_now();
                }
            });
            handle.block_on(cancellable(inner.cancel_on_drop()))
        });
        begun.wait();
        let given = ground.handle.block_on(outer.cancel()).unwrap();
        assert!(given.unwrap_err().is_cancelled());
        ended.wait();
    });
}

#[test]
fn b43_a_plain_wait_inside_is_not_cut_short() {
    on_each(|ground| {
        let (begin, begun) = gate();
        let (go_on, goes_on) = futures_channel();
        let handle = ground.handle.clone();
        let closure = ground.handle.spawn_blocking(move || {
            let inner = async move {
                begin.open();
                goes_on.cancelled().await;
                7
            };
            (handle.block_on(inner), is_cancelled())
        });
        begun.wait();
        let ending = closure.cancel();
        go_on.cancel();
        assert_eq!(ground.handle.block_on(ending).unwrap(), (7, true));
        // The same where the handle has gone.
        let (begin, begun) = gate();
        let (go_on, goes_on) = futures_channel();
        let (tell, told) = std::sync::mpsc::channel();
        let handle = ground.handle.clone();
        let closure = ground.handle.spawn_blocking(move || {
            handle.block_on(async move {
                begin.open();
                goes_on.cancelled().await;
            });
            tell.send(is_cancelled()).unwrap();
        });
        begun.wait();
        drop(closure.cancel_on_drop());
        go_on.cancel();
        assert_eq!(told.recv_timeout(crate::ground::BOUND), Ok(true));
    });
}

/// Something to wait for in async code.
fn futures_channel() -> (CancelToken, CancelToken) {
    let token = CancelToken::new();
    (token.clone(), token)
}

#[test]
fn b44_synchronous_code_in_a_portal_is_not_cut_short() {
    on_each(|ground| {
        let (begin, begun) = gate();
        let (go_on, goes_on) = gate();
        let portal = Arc::new(Portal::on(ground.handle.clone()));
        let closure = ground.handle.spawn_blocking(move || {
            let section = move || {
                begin.open();
                goes_on.wait();
                7
            };
            // Cancellable between its polls only.
            portal.call(cancellable(async move { section() }))
        });
        begun.wait();
        let ending = closure.cancel();
        go_on.open();
        assert_eq!(ground.handle.block_on(ending).unwrap().unwrap(), Ok(7));
    });
}

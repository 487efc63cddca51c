//! Cancellations that pass through several layers, and ones that are absorbed.

use amphi::{CancelToken, Cancelled, Handle, cancellable, is_cancelled};

use crate::ground::{Opener, gate, on, on_each, roomy};

/// What the innermost layer makes of its cancellation.
#[derive(Clone, Copy)]
enum Innermost {
    PassesOn,
    Absorbs,
}

/// A closure that waits for a task that waits for a closure, and so on; each gives what the one
/// inside gave, and one more.
fn layer(
    handle: &Handle,
    depth: u32,
    innermost: Innermost,
    begin: Opener,
) -> Result<u32, Cancelled> {
    let token = CancelToken::current().unwrap();
    if depth == 0 {
        begin.open();
        let waited = handle.block_on(cancellable(std::future::pending::<u32>()));
        return match innermost {
            Innermost::PassesOn => waited,
            Innermost::Absorbs => Ok(waited.unwrap_or(100)),
        };
    }
    let inner = handle.clone();
    let child = token.child();
    let task = handle.spawn(async move {
        let again = inner.clone();
        let closure = inner.spawn_blocking(move || layer(&again, depth - 1, innermost, begin));
        closure.cancel_with(&child).await
    });
    // The task is told by its token, and waited for.
    let given = handle.block_on(task).unwrap().unwrap();
    assert!(is_cancelled() && token.is_cancelled());
    Ok(given? + 1)
}

#[test]
fn b45_a_cancellation_reaches_five_layers_and_comes_back() {
    // A closure that is waited for by way of a task needs a thread of the pool.
    on(roomy(), |ground| {
        let (begin, begun) = gate();
        let handle = ground.handle.clone();
        let closure = ground
            .handle
            .spawn_blocking(move || layer(&handle, 5, Innermost::PassesOn, begin));
        begun.wait();
        let given = ground.handle.block_on(closure.cancel()).unwrap();
        assert!(given.unwrap_err().is_cancelled());
    });
}

#[test]
fn b45_a_cancellation_that_is_absorbed_inside_leaves_a_value() {
    // A closure that is waited for by way of a task needs a thread of the pool.
    on(roomy(), |ground| {
        let (begin, begun) = gate();
        let handle = ground.handle.clone();
        let closure = ground
            .handle
            .spawn_blocking(move || layer(&handle, 5, Innermost::Absorbs, begin));
        begun.wait();
        let given = ground.handle.block_on(closure.cancel()).unwrap();
        assert_eq!(given, Ok(105));
    });
}

#[test]
fn b45_a_child_alone_leaves_the_closure_as_it_is() {
    on_each(|ground| {
        let handle = ground.handle.clone();
        let closure = ground.handle.spawn_blocking(move || {
            let token = CancelToken::current().unwrap();
            let (one, other) = (token.child(), token.child());
            let (begin, begun) = gate();
            let endless = async move {
                begin.open();
                std::future::pending::<()>().await;
            };
            let task = handle.spawn(one.run_until_cancelled(endless));
            begun.wait();
            one.cancel();
            let stopped = handle.block_on(task).unwrap();
            assert!(stopped.unwrap_err().is_cancelled());
            let inside = one.scope(is_cancelled);
            (inside, other.is_cancelled(), is_cancelled(), token)
        });
        let (inside, sibling, closure, token) = closure.join().unwrap();
        assert_eq!((inside, sibling, closure), (true, false, false));
        assert!(!token.is_cancelled());
    });
}

//! C8: handles may be moved, shared and awaited anywhere.

use std::cell::Cell;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread;

use amphi_core::{Runtime, SpawnBlocking, Spawner, TaskHandle, TaskHandleExt, park};

use crate::futures::poll_once;
use crate::sync::{Gate, gate, until, waking_gate};
use crate::{Fixture, Mount, expect};

/// On a plain thread, inside another runtime's task and closure; for values that are not `Sync`.
pub fn c08_a_handle_is_awaited_anywhere<F: Fixture>(on: &Mount<F>) {
    fn auto_traits<H: Send + Sync + Unpin>(handle: H) -> H {
        handle
    }
    let (rt, _owner) = on.start();
    let (other, _other_owner) = on.start();
    let (opener, gate) = gate();
    let [plain, task, closure] = [0, 1, 2].map(|_| {
        let gate = gate.clone();
        auto_traits(rt.spawn(async move {
            gate.opened().await;
            Cell::new(7)
        }))
    });
    let plain = thread::spawn(|| park::block_on(plain));
    let task = other.spawn(task);
    let closure = other.spawn_blocking(|| closure.join());
    opener.open();
    let results = [
        plain
            .join()
            .expect("the handle may be awaited on a plain thread"),
        expect::value(task.join()),
        expect::value(closure.join()),
    ];
    for result in results {
        assert_eq!(expect::value(result).get(), 7);
    }
}

/// Of all who polled a handle, the last is woken: handles move between tasks.
pub fn c08_a_handle_wakes_its_last_waker<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let (opener, may_end) = gate();
    let blocking = may_end.clone();
    let handles = [
        rt.spawn(async move { may_end.opened().await }),
        rt.spawn_blocking(move || blocking.wait()),
    ];
    let wakes = handles.map(|mut handle| {
        let (first, _first_woken) = waking_gate();
        let (last, last_woken) = waking_gate();
        for waker in [&first, &last] {
            let polled = Pin::new(&mut handle).poll(&mut Context::from_waker(waker));
            assert!(polled.is_pending(), "it gave {polled:?} before it ended");
        }
        // Both stay alive: a waker that was merely dropped would open its gate as well.
        (handle, first, last, last_woken)
    });
    opener.open();
    for (handle, _first, _last, woken) in wakes {
        woken.wait();
        expect::value(park::block_on(handle));
    }
}

/// `is_finished` is false while the work goes on, and then promises that awaiting does not wait.
pub fn c08_a_finished_handle_is_ready<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    check_finished(&rt, |rt, may_end| {
        rt.spawn(async move { may_end.opened().await })
    });
    check_finished(&rt, |rt, may_end| rt.spawn_blocking(move || may_end.wait()));
}

fn check_finished<R: Runtime>(rt: &R, start: impl FnOnce(&R, Gate) -> R::JoinHandle<()>) {
    let (opener, may_end) = gate();
    let mut handle = start(rt, may_end);
    // Shared with another thread: handles are `Sync`.
    thread::scope(|scope| {
        let finished = scope
            .spawn(|| handle.is_finished())
            .join()
            .expect("it does not panic");
        assert!(!finished, "it says that it has finished, and it has not");
    });
    opener.open();
    until(|| handle.is_finished());
    match poll_once(Pin::new(&mut handle)) {
        Poll::Ready(result) => expect::value(result),
        Poll::Pending => panic!("a handle that has finished is not ready"),
    }
}

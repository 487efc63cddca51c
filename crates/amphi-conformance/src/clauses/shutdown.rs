//! C6: a runtime that goes, or has gone, says so; nothing hangs or panics.

use std::future::{Future, pending, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use amphi_core::{
    BlockOn, BlockOnErrorKind, Runtime, SpawnBlocking, Spawner, TaskHandle, TaskHandleExt, Timer,
    park,
};

use crate::futures::{endless, poll_once, yield_now};
use crate::place::Place;
use crate::sync::{Flag, Opener, gate, until};
use crate::{Fixture, Mount, expect};

/// The handle of a task that was waiting gives `is_shutdown`.
pub fn c06_a_pending_task_ends_with_shutdown<F: Fixture>(on: &Mount<F>) {
    let (rt, owner) = on.start();
    let (started, has_started) = gate();
    let task = rt.spawn(endless(started, ()));
    has_started.wait();
    drop(owner);
    expect::shutdown(task.join());
}

/// The future of a task that was waiting is dropped.
pub fn c06_a_pending_task_is_dropped<F: Fixture>(on: &Mount<F>) {
    let (rt, owner) = on.start();
    let (started, has_started) = gate();
    let (going, gone) = gate();
    rt.spawn(endless(started, going)).detach();
    has_started.wait();
    drop(owner);
    gone.wait();
}

/// Who waits for a task meanwhile, on a plain thread or on another runtime, is woken.
pub fn c06_a_waiter_elsewhere_is_told<F: Fixture>(on: &Mount<F>) {
    let (rt, owner) = on.start();
    let (other, _other_owner) = on.start();
    let (plain_waits, plain_is_waiting) = gate();
    let (task_waits, task_is_waiting) = gate();
    let (started, has_started) = gate();
    let plain = announced(plain_waits, rt.spawn(endless((), ())));
    let task = announced(task_waits, rt.spawn(endless(started, ())));
    let plain = thread::spawn(|| park::block_on(plain));
    let task = other.spawn(task);
    for gate in [plain_is_waiting, task_is_waiting, has_started] {
        gate.wait();
    }
    drop(owner);
    expect::shutdown(plain.join().expect("the waiter does not panic"));
    expect::shutdown(expect::value(task.join()));
}

/// Tells when `future` has been polled and waits.
async fn announced<F: Future>(waits: Opener, future: F) -> F::Output {
    let mut future = pin!(future);
    let mut waits = Some(waits);
    poll_fn(|cx| {
        let polled = future.as_mut().poll(cx);
        drop(waits.take());
        polled
    })
    .await
}

/// A task for a runtime that has gone is dropped without a poll.
pub fn c06_spawn_after_the_end_gives_shutdown<F: Fixture>(on: &Mount<F>) {
    let (rt, owner) = on.start();
    drop(owner);
    until_shutdown(|runs, going| {
        rt.spawn(async move {
            let _going = going;
            runs.set();
        })
    });
}

/// A closure for a runtime that has gone is dropped without being called.
pub fn c06_spawn_blocking_after_the_end_gives_shutdown<F: Fixture>(on: &Mount<F>) {
    let (rt, owner) = on.start();
    drop(owner);
    until_shutdown(|runs, going| {
        rt.spawn_blocking(move || {
            let _going = going;
            runs.set();
        })
    });
}

/// Starts work until it is refused. A runtime may take a moment to go, and what still runs must
/// give its value; then it must say so, and drop the work.
fn until_shutdown<H: TaskHandle<()>>(start: impl Fn(Flag, Opener) -> H) {
    loop {
        let ran = Flag::default();
        let (going, gone) = gate();
        let result = start(ran.clone(), going).join();
        gone.wait();
        if !ran.is_set() {
            return expect::shutdown(result);
        }
        expect::value(result);
    }
}

/// A closure that runs goes on to its end, and its handle gives the value.
pub fn c06_a_running_closure_still_gives_its_value<F: Fixture>(on: &Mount<F>) {
    let (rt, owner) = on.start();
    let (started, has_started) = gate();
    let (go_on, may_go_on) = gate();
    let closure = rt.spawn_blocking(move || {
        started.open();
        may_go_on.wait();
        7
    });
    has_started.wait();
    drop(owner);
    go_on.open();
    assert_eq!(expect::value(closure.join()), 7);
}

/// A closure that has not started is run or dropped, and its handle says which.
pub fn c06_a_queued_closure_runs_or_gives_shutdown<F: Fixture>(on: &Mount<F>) {
    let (rt, owner) = on.start();
    let full = on.fill(&rt);
    let closure = rt.spawn_blocking(|| 7);
    drop(owner);
    full.release();
    match closure.join() {
        Ok(value) => assert_eq!(value, 7),
        error => expect::shutdown(error),
    }
}

/// What had been finished before is not lost.
pub fn c06_a_finished_task_keeps_its_value<F: Fixture>(on: &Mount<F>) {
    let (rt, owner) = on.start();
    let task = rt.spawn(async { 7 });
    let closure = rt.spawn_blocking(|| 8);
    until(|| task.is_finished() && closure.is_finished());
    drop(owner);
    assert_eq!(expect::value(task.join()), 7);
    assert_eq!(expect::value(closure.join()), 8);
}

/// Cancelling what went with its runtime tells one of the two.
pub fn c06_cancel_after_the_end_resolves<F: Fixture>(on: &Mount<F>) {
    let (rt, owner) = on.start();
    let (going, gone) = gate();
    let task = rt.spawn(endless((), going));
    drop(owner);
    gone.wait();
    let error = park::block_on(task.cancel()).expect_err("it never ends by itself");
    assert!(
        error.is_shutdown() || error.is_cancelled(),
        "it went with its runtime: {error}"
    );
}

/// A wait on a runtime that has gone ends: with what its future gives, or with the reason.
pub fn c06_block_on_after_the_end_returns<F: Fixture>(on: &Mount<F>) {
    let (rt, owner) = on.start();
    let (going, gone) = gate();
    let task = rt.spawn(endless((), going));
    drop(owner);
    gone.wait();
    match rt.try_block_on(task) {
        Ok(result) => expect::shutdown(result),
        Err(error) => assert_eq!(error.kind(), BlockOnErrorKind::RuntimeGone),
    }
    if let Err(error) = rt.try_block_on(yield_now()) {
        assert_eq!(error.kind(), BlockOnErrorKind::RuntimeGone);
    }
}

/// A sleep whose runtime has gone may never resolve, but polling it is no fault.
pub fn c06_a_sleep_after_the_end_does_not_panic<F: Fixture>(on: &Mount<F>) {
    let (rt, owner) = on.start();
    let mut polled_before = Box::pin(rt.sleep(HOUR));
    assert!(
        poll_once(polled_before.as_mut()).is_pending(),
        "an hour has passed"
    );
    let mut made_before = Box::pin(rt.sleep(HOUR));
    end(&rt, owner);
    let mut made_after = Box::pin(rt.sleep(HOUR));
    for sleep in [&mut polled_before, &mut made_before, &mut made_after] {
        assert!(poll_once(sleep.as_mut()).is_pending(), "an hour has passed");
    }
}

/// A wait for a sleep of the runtime ends, whether the runtime went before or meanwhile: when the
/// sleep does, or with the reason why it never will.
pub fn c06_block_on_for_a_sleep_ends_with_its_runtime<F: Fixture>(on: &Mount<F>) {
    let (rt, owner) = on.start();
    let (waits, is_waiting) = gate();
    let inner = rt.clone();
    let waiter = thread::spawn(move || {
        let sleep = inner.sleep(MOMENT);
        inner.try_block_on(announced(waits, sleep))
    });
    is_waiting.wait();
    end(&rt, owner);
    let meanwhile = waiter
        .join()
        .expect("a wait does not panic when its runtime goes");
    let after = rt.try_block_on(async { rt.sleep(MOMENT).await });
    for waited in [meanwhile, after] {
        if let Err(error) = waited {
            assert_eq!(error.kind(), BlockOnErrorKind::RuntimeGone);
        }
    }
}

/// A wait that nothing would ever end is ended by the end of its runtime, wherever it waits.
pub fn c06_a_wait_in_progress_ends_with_its_runtime<F: Fixture>(on: &Mount<F>) {
    for (place, is_home) in [
        (Place::PlainThread, false),
        (Place::ForeignTask, false),
        (Place::Closure, false),
        (Place::Task, false),
        (Place::Closure, true),
        (Place::Task, true),
    ] {
        let (rt, owner) = on.start();
        let (other, _other_owner) = on.start();
        let (waits, is_waiting) = gate();
        let (send, result) = mpsc::channel();
        let visited = if is_home { rt.clone() } else { other };
        thread::spawn(move || {
            let wait = move |_: &F::Runtime| {
                let _ = send.send(rt.try_block_on(announced(waits, pending::<()>())));
            };
            // At home the visit itself may end with the runtime.
            drop(catch_unwind(AssertUnwindSafe(|| {
                place.visit(&visited, wait);
            })));
        });
        is_waiting.wait();
        drop(owner);
        let waited = result.recv().expect("the wait does not panic");
        let error = waited.expect_err("nothing ends it but the runtime");
        assert_eq!(
            error.kind(),
            BlockOnErrorKind::RuntimeGone,
            "in a {place:?}"
        );
    }
}

/// Ends the runtime and waits until its tasks have gone.
fn end<R: Runtime, O>(rt: &R, owner: O) {
    let (going, gone) = gate();
    rt.spawn(endless((), going)).detach();
    drop(owner);
    gone.wait();
}

/// Longer than a runtime takes to go, mostly; nothing depends on it.
const MOMENT: Duration = Duration::from_millis(50);
const HOUR: Duration = Duration::from_secs(3600);

//! C30: sleeps are made anywhere and never end early.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll};
use std::thread;
use std::time::Duration;

use amphi_core::{
    BlockOn, Sleep, SpawnBlocking, Spawner, TaskHandle, TaskHandleExt, Timer, far_future, park,
};

use crate::futures::endless;
use crate::place::Place;
use crate::sync::{gate, waking_gate};
use crate::{Fixture, Mount, expect};

const MOMENT: Duration = Duration::from_millis(3);
const HOUR: Duration = Duration::from_secs(3600);

/// Making a sleep needs no runtime around it.
pub fn c30_a_sleep_is_made_at_any_place<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    for (_, sleep) in Place::each(Place::ALL, &rt, |rt| rt.sleep(MOMENT)) {
        let deadline = sleep.deadline();
        expect::value(rt.spawn(sleep).join());
        assert!(rt.now() >= deadline, "the sleep ended early");
    }
}

/// Nor does awaiting it: on a plain thread, in a closure, in another runtime's task.
pub fn c30_a_sleep_is_polled_on_any_runtime<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let (other, _other_owner) = on.start();
    park::block_on(rt.sleep(MOMENT));
    let sleep = rt.sleep(MOMENT);
    thread::spawn(|| park::block_on(sleep))
        .join()
        .expect("it does not panic on a plain thread");
    let sleep = rt.sleep(MOMENT);
    expect::value(rt.spawn_blocking(|| park::block_on(sleep)).join());
    expect::value(other.spawn(rt.sleep(MOMENT)).join());
}

/// A deadline that has passed resolves.
pub fn c30_zero_and_past_deadlines_resolve<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let now = rt.now();
    let past = now.checked_sub(MOMENT).unwrap_or(now);
    rt.block_on(async {
        rt.sleep(Duration::ZERO).await;
        rt.sleep_until(now).await;
        rt.sleep_until(past).await;
    });
}

/// The longest duration and a moment decades ahead are legal; they end after a short one.
pub fn c30_far_deadlines_are_legal<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let inner = rt.clone();
    let race = async move {
        let mut longest = pin!(inner.sleep(Duration::MAX));
        let mut decades = pin!(inner.sleep_until(far_future(inner.now())));
        let mut short = pin!(inner.sleep(MOMENT));
        poll_fn(|cx| {
            assert!(
                longest.as_mut().poll(cx).is_pending(),
                "`Duration::MAX` has passed"
            );
            assert!(
                decades.as_mut().poll(cx).is_pending(),
                "thirty years have passed"
            );
            short.as_mut().poll(cx)
        })
        .await;
    };
    expect::value(rt.spawn(race).join());
}

/// By the runtime's own clock, no sleep ends before its deadline.
pub fn c30_no_sleep_is_early<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let sleeps: Vec<_> = (0..20_u32)
        .map(|step| {
            let inner = rt.clone();
            rt.spawn(async move {
                let duration = Duration::from_micros(777) * step;
                let deadline = inner.now() + duration;
                inner.sleep_until(deadline).await;
                let late_enough = inner.now() >= deadline;
                let before = inner.now();
                inner.sleep(duration).await;
                late_enough && inner.now() >= before + duration
            })
        })
        .collect();
    for sleep in sleeps {
        assert!(expect::value(sleep.join()), "a sleep ended early");
    }
}

/// A sleep that was made outside registers where it is waited for.
pub fn c30_a_sleep_from_outside_works_in_a_nested_wait<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let outside = rt.sleep(MOMENT);
    let inner = rt.clone();
    let task = rt.spawn(async move {
        inner.block_on(outside);
        let in_the_task = inner.sleep(MOMENT);
        inner.block_on(in_the_task);
    });
    expect::value(task.join());
}

/// Of all who polled a sleep, the last is woken.
pub fn c30_a_sleep_wakes_its_last_waker<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let mut sleep = Box::pin(rt.sleep(MOMENT * 10));
    let (first, _first_woken) = waking_gate();
    let (last, last_woken) = waking_gate();
    let pending = |waker| {
        sleep
            .as_mut()
            .poll(&mut Context::from_waker(waker))
            .is_pending()
    };
    // Where the machine was too slow for both polls there is nothing left to see.
    if [&first, &last].map(pending) == [true, true] {
        last_woken.wait();
    }
    park::block_on(sleep);
}

/// Dropping a sleep takes it off the timer.
pub fn c30_a_dropped_sleep_wakes_nobody<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let (waker, woken) = loop {
        let (waker, woken) = waking_gate();
        let mut sleep = Box::pin(rt.sleep(MOMENT * 10));
        let deadline = sleep.deadline();
        let _ = sleep.as_mut().poll(&mut Context::from_waker(&waker));
        drop(sleep);
        // It counts where the sleep was dropped in time.
        if rt.now() < deadline {
            break (waker, woken);
        }
    };
    expect::value(rt.spawn(rt.sleep(MOMENT * 12)).join());
    assert!(!woken.is_open(), "a sleep that was dropped woke its task");
    drop(waker);
}

/// A timeout made of a sleep ends the wait for a future and drops it, also when it is dropped.
pub fn c30_a_timeout_drops_its_inner_future<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let (going, gone) = gate();
    let elapsed = rt.spawn(timeout(rt.sleep(MOMENT), endless((), going)));
    assert_eq!(
        expect::value(elapsed.join()),
        None,
        "an endless future has ended"
    );
    assert!(
        gone.is_open(),
        "the timeout resolved with its inner future alive"
    );

    let (started, has_started) = gate();
    let (going, gone) = gate();
    let dropped = rt.spawn(timeout(rt.sleep(HOUR), endless(started, going)));
    has_started.wait();
    expect::cancelled(park::block_on(dropped.cancel()));
    assert!(
        gone.is_open(),
        "the timeout was dropped with its inner future alive"
    );
}

async fn timeout<T>(sleep: impl Sleep, future: impl Future<Output = T>) -> Option<T> {
    let (mut sleep, mut future) = (pin!(sleep), pin!(future));
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending => sleep.as_mut().poll(cx).map(|()| None),
    })
    .await
}

//! C30: a sleep's deadline can be moved.

use std::pin::Pin;
use std::task::Context;
use std::time::{Duration, Instant};

use amphi_core::{BlockOn, Runtime, Sleep, Timer};

use crate::futures::poll_once;
use crate::sync::waking_gate;
use crate::{Fixture, Mount};

const MOMENT: Duration = Duration::from_millis(3);
const HOUR: Duration = Duration::from_secs(3600);

/// A sleep that is moved later ends no earlier than its new deadline.
pub fn c30_reset_moves_a_deadline_later<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    for polled in [false, true] {
        let mut sleep = Box::pin(rt.sleep(MOMENT));
        if polled {
            let _ = poll_once(sleep.as_mut());
        }
        let later = rt.now() + MOMENT * 10;
        sleep.as_mut().reset(later);
        must_end_after(&rt, sleep, later);
    }
}

/// A sleep that is moved earlier does not keep anybody until its old deadline.
pub fn c30_reset_moves_a_deadline_earlier<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    for polled in [false, true] {
        let mut sleep = Box::pin(rt.sleep(HOUR));
        if polled {
            assert!(poll_once(sleep.as_mut()).is_pending(), "an hour has passed");
        }
        let earlier = rt.now() + MOMENT;
        sleep.as_mut().reset(earlier);
        must_end_after(&rt, sleep, earlier);
    }
}

/// Who polled before is woken at the new deadline, also when it does not poll again before that.
pub fn c30_reset_keeps_who_waits<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let (waker, woken) = waking_gate();
    let mut sleep = Box::pin(rt.sleep(HOUR));
    let polled = sleep.as_mut().poll(&mut Context::from_waker(&waker));
    assert!(polled.is_pending(), "an hour has passed");
    sleep.as_mut().reset(rt.now() + MOMENT);
    woken.wait();
    rt.block_on(sleep);
}

/// A sleep that has resolved starts anew.
pub fn c30_reset_revives_a_sleep<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let mut sleep = Box::pin(rt.sleep(MOMENT));
    rt.block_on(sleep.as_mut());
    let again = rt.now() + MOMENT * 3;
    sleep.as_mut().reset(again);
    must_end_after(&rt, sleep, again);
}

/// `deadline` tells when the sleep ends, from its making on and after every reset.
pub fn c30_deadline_follows_reset<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let (first, second) = (rt.now() + HOUR, rt.now() + HOUR * 2);
    let mut sleep = Box::pin(rt.sleep_until(first));
    assert_eq!(sleep.deadline(), first);
    sleep.as_mut().reset(second);
    assert_eq!(sleep.deadline(), second);
}

fn must_end_after<R: Runtime>(rt: &R, sleep: Pin<Box<R::Sleep>>, deadline: Instant) {
    rt.block_on(sleep);
    assert!(
        rt.now() >= deadline,
        "the sleep ended before the deadline that it was moved to"
    );
}

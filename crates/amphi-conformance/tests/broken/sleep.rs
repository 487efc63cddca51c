//! Defects of sleeps.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use amphi_core::{Spawner, Timer, far_future};

use crate::defect::Defect;
use crate::runtime::{Broken, needs_context};

/// How early a sleep ends that ends early.
const EARLY: Duration = Duration::from_millis(10);

impl Timer for Broken {
    type Sleep = Sleep;

    fn now(&self) -> Instant {
        self.rt.now()
    }

    fn sleep_until(&self, deadline: Instant) -> Sleep {
        Sleep::new(self, deadline)
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        let now = self.now();
        if self.defect == Defect::SleepFarOverflows {
            return self.sleep_until(now + duration);
        }
        self.sleep_until(now.checked_add(duration).unwrap_or_else(|| far_future(now)))
    }
}

/// A good sleep with one defect in it.
pub(crate) struct Sleep {
    rt: Broken,
    inner: Pin<Box<amphi_tokio::Sleep>>,
    /// Tokio's own, which keeps to the runtime that it was made on.
    registered: Option<Pin<Box<tokio::time::Sleep>>>,
    deadline: Instant,
    is_past: bool,
    is_done: bool,
    first_waker: Option<Waker>,
}

impl Sleep {
    fn new(rt: &Broken, deadline: Instant) -> Self {
        let until = match rt.defect {
            Defect::SleepIsEarly => deadline.checked_sub(EARLY).unwrap_or(deadline),
            _ => deadline,
        };
        let inner = Box::pin(rt.rt.sleep_until(until));
        let mut registered = None;
        match rt.defect {
            Defect::SleepNeedsContext => needs_context(),
            Defect::SleepRegistersWhenMade => {
                let _context = rt.rt.as_tokio().enter();
                let mut made = Box::pin(tokio::time::sleep_until(until.into()));
                let _ = made.as_mut().poll(&mut Context::from_waker(Waker::noop()));
                registered = Some(made);
            }
            _ => {}
        }
        let is_past = deadline <= rt.now();
        Self {
            rt: rt.clone(),
            inner,
            registered,
            deadline,
            is_past,
            is_done: false,
            first_waker: None,
        }
    }

    /// Wakes the task at the deadline, whatever becomes of the sleep.
    fn wake_anyway(&self, waker: &Waker) {
        let (sleep, waker) = (self.rt.rt.sleep_until(self.deadline), waker.clone());
        drop(self.rt.rt.spawn(async {
            sleep.await;
            waker.wake();
        }));
    }
}

impl Broken {
    /// Tokio's budget, which never comes back.
    fn has_slept_enough(&self) -> bool {
        self.state.sleeps.fetch_add(1, Ordering::Relaxed) >= 128
    }
}

impl amphi_core::Sleep for Sleep {
    fn reset(mut self: Pin<&mut Self>, deadline: Instant) {
        if self.rt.defect != Defect::DeadlineIsStale {
            self.deadline = deadline;
        }
        match self.rt.defect {
            Defect::ResetIsIgnored => {}
            Defect::ResetForgetsWho => self.inner = Box::pin(self.rt.rt.sleep_until(deadline)),
            _ => self.inner.as_mut().reset(deadline),
        }
    }

    fn deadline(&self) -> Instant {
        self.deadline
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match self.rt.defect {
            Defect::SleepPollNeedsContext => needs_context(),
            Defect::SleepNeverEnds => return Poll::Pending,
            Defect::SleepRegistersWhenMade => {
                if let Some(registered) = &mut self.registered {
                    return registered.as_mut().poll(cx);
                }
            }
            Defect::SleepPanicsWhenGone => assert!(!self.rt.is_gone(), "there is no clock left"),
            Defect::SleepPastNeverEnds if self.is_past => return Poll::Pending,
            Defect::SleepWakesWhenDropped => self.wake_anyway(cx.waker()),
            Defect::ResetDoesNotRevive if self.is_done => return Poll::Ready(()),
            _ => {}
        }
        let first = self
            .first_waker
            .get_or_insert_with(|| cx.waker().clone())
            .clone();
        let waker = match self.rt.defect {
            Defect::SleepWakesFirst => &first,
            _ => cx.waker(),
        };
        std::task::ready!(self.inner.as_mut().poll(&mut Context::from_waker(waker)));
        if self.rt.defect == Defect::SleepHasBudget && self.rt.has_slept_enough() {
            waker.wake_by_ref();
            return Poll::Pending;
        }
        self.is_done = true;
        Poll::Ready(())
    }
}

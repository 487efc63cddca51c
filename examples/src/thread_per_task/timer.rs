//! Sleeping: an alarm that is set at the first poll and taken back on drop.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use amphi_core::Timer;

use super::ThreadPerTask;
use super::clock::{Alarm, clock};

impl Timer for ThreadPerTask {
    type Sleep = Sleep;

    fn now(&self) -> Instant {
        Instant::now()
    }

    fn sleep_until(&self, deadline: Instant) -> Sleep {
        Sleep {
            deadline,
            alarm: None,
        }
    }
}

/// A sleep on the clock of the process.
pub struct Sleep {
    deadline: Instant,
    alarm: Option<Alarm>,
}

impl Sleep {
    fn unset(&mut self) -> Option<Waker> {
        self.alarm.take().and_then(|alarm| clock().unset(alarm))
    }
}

impl amphi_core::Sleep for Sleep {
    fn reset(mut self: Pin<&mut Self>, deadline: Instant) {
        self.deadline = deadline;
        // Who waits is woken at the new deadline, also when it does not poll again before.
        self.alarm = self.unset().map(|waker| clock().set(deadline, waker));
    }

    fn deadline(&self) -> Instant {
        self.deadline
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.unset();
        if Instant::now() >= self.deadline {
            return Poll::Ready(());
        }
        // Set anew at every poll: whoever polled last is woken.
        self.alarm = Some(clock().set(self.deadline, cx.waker().clone()));
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.unset();
    }
}

impl fmt::Debug for Sleep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sleep")
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

//! Time on async-io.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use amphi_core::Timer;

use crate::AsyncStdRuntime;

impl Timer for AsyncStdRuntime {
    type Sleep = Sleep;

    fn now(&self) -> Instant {
        Instant::now()
    }

    fn sleep_until(&self, deadline: Instant) -> Sleep {
        Sleep {
            deadline,
            timer: async_io::Timer::at(deadline),
        }
    }
}

/// A sleep on async-io's timer. It registers at its first poll.
#[derive(Debug)]
pub struct Sleep {
    deadline: Instant,
    timer: async_io::Timer,
}

impl amphi_core::Sleep for Sleep {
    fn reset(mut self: Pin<&mut Self>, deadline: Instant) {
        self.deadline = deadline;
        self.timer.set_at(deadline);
    }

    fn deadline(&self) -> Instant {
        self.deadline
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.timer).poll(cx).map(drop)
    }
}

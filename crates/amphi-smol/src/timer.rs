//! Time on async-io.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use amphi_core::Timer;

use crate::SmolRuntime;

impl Timer for SmolRuntime {
    type Sleep = Sleep;

    #[inline]
    fn now(&self) -> Instant {
        Instant::now()
    }

    #[inline]
    fn sleep_until(&self, deadline: Instant) -> Sleep {
        Sleep {
            deadline,
            timer: None,
        }
    }
}

/// A sleep on async-io's timer. It registers at its first poll.
#[derive(Debug)]
pub struct Sleep {
    deadline: Instant,
    /// Made at the first poll: many a sleep is dropped before.
    timer: Option<async_io::Timer>,
}

impl amphi_core::Sleep for Sleep {
    fn reset(mut self: Pin<&mut Self>, deadline: Instant) {
        self.deadline = deadline;
        if let Some(timer) = &mut self.timer {
            timer.set_at(deadline);
        }
    }

    fn deadline(&self) -> Instant {
        self.deadline
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let deadline = self.deadline;
        let timer = self
            .timer
            .get_or_insert_with(|| async_io::Timer::at(deadline));
        Pin::new(timer).poll(cx).map(drop)
    }
}

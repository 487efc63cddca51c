//! [`Interval`]: ticks.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use futures_core::Stream;

use crate::{Handle, Sleep};

/// Ticks at its start and then once every period; made by [`interval`](crate::interval).
///
/// Await [`tick`](Self::tick), or use it as a `Stream` that never ends. `tick` may be dropped and
/// called again without losing a tick. What happens to ticks that came while nobody asked is
/// [`MissedTickBehavior`]'s choice; the default is [`Burst`](MissedTickBehavior::Burst).
///
/// ```
/// use std::time::Duration;
/// amphi::block_on(async {
///     let mut interval = amphi::interval(Duration::from_millis(2));
///     let first = interval.tick().await;
///     assert_eq!(interval.tick().await - first, Duration::from_millis(2));
/// });
/// ```
#[derive(Debug)]
pub struct Interval {
    handle: Handle,
    /// Boxed, since it is pinned and the interval itself should move freely.
    sleep: Pin<Box<Sleep>>,
    period: Duration,
    missed: MissedTickBehavior,
}

/// What an [`Interval`] does about ticks that nobody awaited in time.
///
/// With a period of 10 ms and a consumer that was away from 0 to 25 ms:
///
/// | | ticks are given at |
/// |---|---|
/// | `Burst` | 25, 25, 30, 40, ... |
/// | `Delay` | 25, 35, 45, ... |
/// | `Skip` | 25, 30, 40, ... |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissedTickBehavior {
    /// Gives all missed ticks at once, then keeps to the original schedule.
    #[default]
    Burst,
    /// Starts a new schedule at the late tick.
    Delay,
    /// Leaves the missed ticks out and keeps to the original schedule.
    Skip,
}

impl Interval {
    #[track_caller]
    pub(crate) fn new(handle: Handle, period: Duration) -> Self {
        assert!(
            !period.is_zero(),
            "an interval of zero would never let anything else run; use a period of at least a \
             millisecond, or `yield_now` in a loop"
        );
        let sleep = Box::pin(handle.sleep(Duration::ZERO));
        Self {
            handle,
            sleep,
            period,
            missed: MissedTickBehavior::default(),
        }
    }

    /// Waits for the next tick and gives the moment it was due.
    pub async fn tick(&mut self) -> Instant {
        poll_fn(|cx| self.poll_tick(cx)).await
    }

    /// The poll of [`tick`](Self::tick).
    pub fn poll_tick(&mut self, cx: &mut Context<'_>) -> Poll<Instant> {
        ready!(self.sleep.as_mut().poll(cx));
        let due = self.sleep.deadline();
        let next = self.missed.next(due, self.handle.now(), self.period);
        self.sleep.as_mut().reset(next);
        Poll::Ready(due)
    }

    /// Starts anew: the next tick comes a period from now.
    pub fn reset(&mut self) {
        let next = self.handle.now() + self.period;
        self.sleep.as_mut().reset(next);
    }

    /// The time between two ticks.
    pub const fn period(&self) -> Duration {
        self.period
    }

    /// What happens to missed ticks.
    pub const fn missed_tick_behavior(&self) -> MissedTickBehavior {
        self.missed
    }

    /// Chooses what happens to missed ticks.
    pub const fn set_missed_tick_behavior(&mut self, behavior: MissedTickBehavior) {
        self.missed = behavior;
    }
}

impl MissedTickBehavior {
    /// When the tick after the one that was `due` comes, seen at `now`.
    fn next(self, due: Instant, now: Instant, period: Duration) -> Instant {
        let regular = due + period;
        if regular > now {
            return regular;
        }
        match self {
            Self::Burst => regular,
            Self::Delay => now + period,
            Self::Skip => {
                let late = (now - due).as_nanos() % period.as_nanos();
                // Less than the period: beyond 584 years of it nobody looks at the remainder.
                now + period - Duration::from_nanos(u64::try_from(late).unwrap_or(u64::MAX))
            }
        }
    }
}

impl Stream for Interval {
    type Item = Instant;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Instant>> {
        self.poll_tick(cx).map(Some)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (usize::MAX, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missed_ticks_follow_the_table() {
        let start = Instant::now();
        let ms = |ms| start + Duration::from_millis(ms);
        let period = Duration::from_millis(10);
        // The tick of 10 ms is given at 25 ms; which one is next?
        for (behavior, next) in [
            (MissedTickBehavior::Burst, ms(20)),
            (MissedTickBehavior::Delay, ms(35)),
            (MissedTickBehavior::Skip, ms(30)),
        ] {
            assert_eq!(behavior.next(ms(10), ms(25), period), next, "{behavior:?}");
            assert_eq!(
                behavior.next(ms(10), ms(19), period),
                ms(20),
                "{behavior:?} in time"
            );
        }
    }
}

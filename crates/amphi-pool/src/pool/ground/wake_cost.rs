//! [`WakeCost`]: what it costs to wake a thread of a pool.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// What it costs to wake a thread of a pool, as the pool has seen it.
///
/// To look for as long as that, and rest only then, costs at most twice what the best of all choices
/// would have cost (A. Karlin et al., "Competitive randomized algorithms for nonuniform problems",
/// 1990, say it of locks). On a virtual machine whose idle cores sleep it is several times what it is elsewhere.
pub(super) struct WakeCost(AtomicU32);

/// What is thought of it before any thread was woken, and the least.
const LEAST: Duration = Duration::from_micros(8);
/// More than this is no cost of waking, but cores that have other things to do.
const MOST: Duration = Duration::from_micros(50);

impl WakeCost {
    pub(super) fn new() -> Self {
        Self(AtomicU32::new(LEAST.as_nanos() as u32))
    }

    /// A thread was woken, and that took so long.
    pub(super) fn learn(&self, took: Duration) {
        let known = self.0.load(Ordering::Relaxed);
        let took = took.clamp(LEAST, MOST).as_nanos() as u32;
        // Two that learn at once may lose one of the two lessons.
        self.0
            .store(known - known / 8 + took / 8, Ordering::Relaxed);
    }

    /// In nanoseconds.
    pub(super) fn nanos(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    /// How long a thread may look before it rests.
    pub(super) fn budget(&self) -> Duration {
        let known = Duration::from_nanos(self.0.load(Ordering::Relaxed).into());
        known + known / 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_millis(3);

    #[test]
    fn it_learns_within_bounds() {
        let cost = WakeCost::new();
        assert_eq!(cost.budget(), LEAST * 3 / 2);
        for _ in 0..100 {
            cost.learn(Duration::from_micros(20));
        }
        let known = Duration::from_nanos(cost.nanos().into());
        assert!(known > Duration::from_micros(19) && known <= Duration::from_micros(20));
        (0..100).for_each(|_| cost.learn(LONG));
        assert!(cost.budget() > MOST && cost.budget() <= MOST * 3 / 2);
        (0..100).for_each(|_| cost.learn(Duration::ZERO));
        assert!(cost.budget() < Duration::from_micros(13));
    }
}

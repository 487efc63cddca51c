//! [`Crowd`]: whether more threads want to run than there are cores.
//!
//! A thread that gives its core away while it looks gets it back at once where nobody else wants it. Where
//! somebody does, that takes as long as the system lets a thread run, which is a hundred times a look. So
//! where that happens often nobody looks for a while, and for a longer one each time.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Who was away longer has had no core: the system gave it to others for a part of their time slice.
pub(super) const SLICE: Duration = Duration::from_micros(100);
/// One look that lost its core counts as much as so many that did not: a machine takes cores away now and
/// then for reasons of its own.
const WEIGHT: u64 = 8;
/// So much of that is a crowd.
const CROWD: u64 = 3 * WEIGHT;
/// How long nobody looks at first, and at most, in nanoseconds.
const FIRST: u64 = 20_000_000;
const MOST: u64 = 1_000_000_000;

/// What all looks of this process have seen.
pub(super) static CROWD_HERE: Crowd = Crowd::new();

/// What looks have seen. Two that learn at once may lose one of the two lessons.
pub(super) struct Crowd {
    score: AtomicU64,
    /// Until when nobody looks, and how long that pause is, in nanoseconds.
    until: AtomicU64,
    pause: AtomicU64,
}

impl Crowd {
    const fn new() -> Self {
        Self {
            score: AtomicU64::new(0),
            until: AtomicU64::new(0),
            pause: AtomicU64::new(0),
        }
    }

    /// Whether nobody is to look now.
    pub(super) fn is_known(&self, now: Instant) -> bool {
        let until = self.until.load(Ordering::Relaxed);
        until != 0 && nanos(now) < until
    }

    /// A look kept its core.
    pub(super) fn learn_of_room(&self) {
        match self.score.load(Ordering::Relaxed) {
            0 => return,
            1 => self.pause.store(0, Ordering::Relaxed),
            _ => {}
        }
        let score = self.score.load(Ordering::Relaxed).saturating_sub(1);
        self.score.store(score, Ordering::Relaxed);
    }

    /// A look lost its core, and got it back now.
    pub(super) fn learn_of_others(&self, now: Instant) {
        let score = self.score.load(Ordering::Relaxed) + WEIGHT;
        if score < CROWD {
            return self.score.store(score, Ordering::Relaxed);
        }
        // After the pause one more is enough.
        self.score.store(CROWD - WEIGHT, Ordering::Relaxed);
        let pause = (self.pause.load(Ordering::Relaxed) * 2).clamp(FIRST, MOST);
        self.pause.store(pause, Ordering::Relaxed);
        self.until.store(nanos(now) + pause, Ordering::Relaxed);
    }
}

/// Since the first call.
fn nanos(now: Instant) -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    let start = START.get_or_init(|| now);
    u64::try_from(now.saturating_duration_since(*start).as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How long nobody looks, after so many looks that lost their core at `now`.
    fn pause(crowd: &Crowd, now: Instant, looks: usize) -> u64 {
        (0..looks).for_each(|_| crowd.learn_of_others(now));
        let is_known = |after| crowd.is_known(now + Duration::from_nanos(after));
        (0..=MOST / FIRST)
            .map(|pauses| pauses * FIRST)
            .find(|after| !is_known(*after))
            .expect("at most a second")
    }

    #[test]
    fn one_look_that_lost_its_core_is_chance_and_three_are_a_crowd() {
        let (crowd, now) = (Crowd::new(), Instant::now());
        assert_eq!(pause(&crowd, now, 2), 0);
        (0..WEIGHT).for_each(|_| crowd.learn_of_room());
        assert_eq!(pause(&crowd, now, 1), 0);
        assert_eq!(pause(&crowd, now, 1), FIRST);
    }

    #[test]
    fn pauses_grow_while_the_crowd_stays_and_are_forgotten_with_it() {
        let (crowd, mut now) = (Crowd::new(), Instant::now());
        crowd.learn_of_others(now);
        crowd.learn_of_others(now);
        let mut before = 0;
        for _ in 0..5 {
            let paused = pause(&crowd, now, 1);
            assert_eq!(paused, (2 * before).max(FIRST));
            before = paused;
            now += Duration::from_nanos(paused);
        }
        (0..5).for_each(|_| crowd.learn_of_others(now));
        assert_eq!(crowd.pause.load(Ordering::Relaxed), MOST);
        (0..CROWD).for_each(|_| crowd.learn_of_room());
        now += Duration::from_nanos(MOST);
        assert_eq!(pause(&crowd, now, 3), FIRST);
    }
}

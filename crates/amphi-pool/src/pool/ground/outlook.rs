//! [`Outlook`]: whether the threads that are awake will do what is queued sooner than one more
//! thread would be woken.
//!
//! Waking a thread costs many times what a short closure takes. So work that is added while closures are short and
//! few are queued is left to those that are awake, each of which looks at the queue before it rests.
//! What they are expected to do they may fail to do, where a closure blocks; so work is only left to them while
//! an idle thread, the *watcher*, looks every now and then whether the queue moves. Who waits for
//! a closure does not rely on that, but calls somebody ([`look`](super::Ground::look)).

use std::sync::atomic::AtomicU32;
use std::time::Duration;

use super::crew::Crew;
use super::wake_cost::WakeCost;
use crate::sync::{AtomicU8, AtomicUsize, Ordering};

/// How often the watcher looks.
pub(super) const TICK: Duration = Duration::from_micros(250);
/// After so many looks without anything left to others it is no watcher any more.
const QUIET_TICKS: u8 = 8;
/// What one closure takes is counted as at most this.
const MOST: Duration = Duration::from_secs(1);

/// What is known of how soon queued work will be done.
pub(super) struct Outlook {
    /// Threads that are not idle.
    awake: AtomicUsize,
    /// Those of them that ran one and the same thing for a whole tick.
    stuck: AtomicUsize,
    /// Nanoseconds that one piece of work took lately, about.
    mean: AtomicU32,
    watch: AtomicU8,
}

/// Nobody watches.
const OFF: u8 = 0;
/// The next thread that rests is to watch.
const WANTED: u8 = 1;
/// Somebody watches, and nothing was left to others since the last look.
const QUIET: u8 = 2;
/// Somebody watches, and has to look again.
const USED: u8 = 3;

/// What a watcher saw.
#[derive(Clone, Copy, Default)]
pub(super) struct Seen {
    taken: u64,
    quiet: u8,
}

/// What follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Again,
    /// What is queued needs one more thread.
    Help,
    /// There is nothing to watch any more.
    Over,
}

impl Outlook {
    pub(super) fn new() -> Self {
        Self {
            awake: AtomicUsize::new(0),
            stuck: AtomicUsize::new(0),
            mean: AtomicU32::new(nanos(MOST)),
            watch: AtomicU8::new(OFF),
        }
    }

    /// The crew has changed; called under its lock.
    pub(super) fn see(&self, crew: &Crew) {
        let awake = crew.threads - crew.idle();
        self.awake.store(awake, Ordering::Relaxed);
        if crew.idle() == 0 && self.is_watched() {
            self.watch.store(WANTED, Ordering::Relaxed);
        }
    }

    /// Whether a thread that is awake may spin: not where more are awake than so many.
    pub(super) fn may_spin(&self, most: usize) -> bool {
        self.awake.load(Ordering::Relaxed) <= most
    }

    /// How long to look for what is done after so many others; `None` where that takes longer than being
    /// woken.
    pub(super) fn soon(&self, queued: usize, cost: &WakeCost) -> Option<Duration> {
        let ahead = (queued as u64 + 1) * u64::from(self.mean.load(Ordering::Relaxed));
        (ahead <= cost.nanos().into()).then(|| Duration::from_nanos(2 * ahead + 1000))
    }

    /// So many pieces of work took so long, all in all.
    pub(super) fn learn(&self, took: Duration, pieces: u32) {
        let each = nanos((took / pieces.max(1)).min(MOST));
        let mean = self.mean.load(Ordering::Relaxed);
        // Two that learn at once may lose one of the two lessons.
        // Fast down and slowly up: a thread that was not given a core for a while tells little.
        let mean = match each < mean {
            true => mean - (mean - each) / 2,
            false => mean + (each - mean) / 16,
        };
        self.mean.store(mean, Ordering::Relaxed);
    }

    /// So many threads are stuck.
    pub(super) fn stuck(&self, stuck: usize) {
        self.stuck.store(stuck, Ordering::Relaxed);
    }

    /// Whether what is queued can be left to those that are awake. The caller has added it, and put a
    /// fence between that and this.
    ///
    /// Where `n` threads share work that takes them a time of `w / n`, one more saves about `w / n²` of that.
    pub(super) fn may_leave(&self, queued: usize, cost: &WakeCost) -> bool {
        let mean = u64::from(self.mean.load(Ordering::Relaxed));
        let stuck = self.stuck.load(Ordering::Relaxed);
        let moving = self.awake.load(Ordering::Relaxed).saturating_sub(stuck) as u64;
        let is_cheap = queued as u64 * mean <= u64::from(cost.nanos()) * moving * moving;
        moving > 0 && is_cheap && self.use_watch()
    }

    /// Whether somebody watches, who has to look again then; where nobody does, the next thread that rests is
    /// to.
    pub(super) fn use_watch(&self) -> bool {
        match self.watch.load(Ordering::Relaxed) {
            USED => true,
            QUIET => self.swap(QUIET, USED),
            OFF => {
                self.swap(OFF, WANTED);
                false
            }
            _ => false,
        }
    }

    fn swap(&self, from: u8, to: u8) -> bool {
        (self.watch)
            .compare_exchange(from, to, Ordering::AcqRel, Ordering::Relaxed)
            .is_ok()
    }

    pub(super) fn is_watched(&self) -> bool {
        self.watch.load(Ordering::Relaxed) >= QUIET
    }

    /// Whether the next thread that rests is to watch.
    pub(super) fn wants_watch(&self) -> bool {
        self.watch.load(Ordering::Relaxed) == WANTED
    }

    /// The caller rests, and watches from now on where that is wanted; called under the crew's lock.
    pub(super) fn starts_watch(&self) -> bool {
        let starts = self.swap(WANTED, USED);
        if starts {
            // Until the first tick nobody is known to move.
            self.stuck(usize::MAX);
        }
        starts || self.is_watched()
    }

    /// The watcher looks, under the crew's lock: so many pieces were taken from the queue so far, and so
    /// many are in it.
    pub(super) fn look(&self, seen: &mut Seen, taken: u64, queued: usize, cost: &WakeCost) -> Look {
        let was_used = self.watch.swap(QUIET, Ordering::AcqRel) == USED;
        let before = std::mem::replace(&mut seen.taken, taken);
        if queued > 0 {
            seen.quiet = 0;
            let pieces = u32::try_from(taken - before).unwrap_or(u32::MAX);
            if pieces == 0 {
                self.mean.store(nanos(MOST), Ordering::Relaxed);
            }
            return match pieces > 0 && self.may_leave(queued, cost) {
                true => Look::Again,
                false => Look::Help,
            };
        }
        seen.quiet = if was_used { 0 } else { seen.quiet + 1 };
        if seen.quiet >= QUIET_TICKS && self.swap(QUIET, OFF) {
            return Look::Over;
        }
        Look::Again
    }
}

fn nanos(time: Duration) -> u32 {
    time.as_nanos() as u32
}

#[cfg(all(test, not(amphi_loom)))]
mod tests {
    use super::*;

    const SHORT: Duration = Duration::from_micros(1);

    /// So many threads are awake, one watches, and closures were that short.
    fn outlook(awake: usize, each: Duration) -> Outlook {
        let outlook = Outlook::new();
        outlook.awake.store(awake, Ordering::Relaxed);
        outlook.watch.store(QUIET, Ordering::Relaxed);
        (0..200).for_each(|_| outlook.learn(each, 1));
        outlook
    }

    #[test]
    fn work_is_left_where_it_is_done_sooner_than_a_thread_is_woken() {
        let cost = WakeCost::new();
        let one = outlook(1, SHORT);
        assert!(one.may_leave(2, &cost));
        assert!(!one.may_leave(100, &cost));
        // Twice as many threads take half the time, and one more saves a quarter of that.
        assert!(outlook(4, SHORT).may_leave(100, &cost));
        assert!(!outlook(1, SHORT * 100).may_leave(1, &cost));
    }

    #[test]
    fn nothing_is_left_where_nobody_moves_or_nobody_watches() {
        let cost = WakeCost::new();
        assert!(!outlook(0, Duration::ZERO).may_leave(1, &cost));
        let stuck = outlook(3, SHORT);
        stuck.stuck(3);
        assert!(!stuck.may_leave(1, &cost));
        let unwatched = outlook(1, SHORT);
        unwatched.watch.store(OFF, Ordering::Relaxed);
        assert!(!unwatched.may_leave(1, &cost));
        assert!(unwatched.wants_watch());
        assert!(unwatched.starts_watch());
        // Who watches has seen nobody move yet.
        assert!(!unwatched.may_leave(1, &cost));
        unwatched.stuck(0);
        assert!(unwatched.may_leave(1, &cost));
    }

    #[test]
    fn a_queue_that_does_not_move_gets_help() {
        let (cost, outlook) = (WakeCost::new(), outlook(1, SHORT));
        let mut seen = Seen::default();
        assert_eq!(outlook.look(&mut seen, 5, 1, &cost), Look::Again);
        assert_eq!(outlook.look(&mut seen, 6, 1, &cost), Look::Again);
        assert_eq!(outlook.look(&mut seen, 6, 1, &cost), Look::Help);
        // From then on closures are taken to be long.
        assert!(!outlook.may_leave(1, &cost));
    }

    #[test]
    fn a_watch_without_use_is_over() {
        let (cost, outlook) = (WakeCost::new(), outlook(1, SHORT));
        let mut seen = Seen::default();
        assert!(outlook.may_leave(1, &cost));
        for _ in 0..QUIET_TICKS {
            assert_eq!(outlook.look(&mut seen, 1, 0, &cost), Look::Again);
        }
        assert_eq!(outlook.look(&mut seen, 1, 0, &cost), Look::Over);
        assert!(!outlook.is_watched());
    }
}

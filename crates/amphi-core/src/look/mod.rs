//! Short looks before a wait, where they pay; for backends and pools.
//!
//! To be woken costs several microseconds, which is longer than much of what is waited for takes. Where more
//! threads want to run than there are cores, a look only keeps away whom it waits for, so
//! whoever looks has [`Patience`] no longer than that pays.

mod crowd;

use std::hint::spin_loop;
use std::mem;
use std::sync::OnceLock;
use std::thread::{available_parallelism, yield_now};
use std::time::{Duration, Instant};

use crowd::{CROWD_HERE, SLICE};

/// About a microsecond, of so many pauses each.
const LOOKS: u32 = 4;
/// Who looks takes the cache line from whom it waits for, who needs it to come to an end: a look at each pause made
/// a closure of a pool dearer by a fifth to a quarter (16 in flight on two cores).
const PAUSES: u32 = 10;
/// After so many looks in vain, one after the other, every 16th wait looks.
const MOST_MISSES: u32 = 4;

/// Whether to look: the more rarely the more often that was in vain.
///
/// ```
/// use amphi_core::look::Patience;
/// let mut patience = Patience::new();
/// assert_eq!(patience.look(|| Some(7)), Some(7));
/// // One look in vain, and the next one is left out.
/// assert_eq!(patience.look(|| None::<i32>), None);
/// assert_eq!(patience.look(|| Some(7)), None);
/// assert_eq!(patience.look(|| Some(7)), Some(7));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Patience {
    /// In vain, one after the other.
    misses: u32,
    /// Waits to come that do not look.
    passes: u32,
}

impl Patience {
    /// Looks at once.
    pub const fn new() -> Self {
        Self {
            misses: 0,
            passes: 0,
        }
    }

    /// What came after a wait shows whether a look would have paid.
    pub fn learn(&mut self, would_pay: bool) {
        if would_pay {
            *self = Self::new();
        }
    }

    /// Calls `look` where that is likely to pay; `None` where it was not called, or in vain.
    pub fn look<T>(&mut self, look: impl FnOnce() -> Option<T>) -> Option<T> {
        if self.passes > 0 {
            self.passes -= 1;
            return None;
        }
        let found = look();
        self.misses = match found {
            Some(_) => 0,
            None => (self.misses + 1).min(MOST_MISSES),
        };
        self.passes = (1 << self.misses) - 1;
        found
    }
}

/// How long to look where nobody measures what waking a thread costs: 5 us on bare machines, 30 to 50 us on
/// virtual ones whose idle cores sleep.
pub const BRIEFLY: Duration = Duration::from_micros(50);

/// Looks from `start` whether `is_over`, for so long; gives when it was. Lets others run on this core about
/// every microsecond; where others want all of the cores, nobody looks for a while. Where this process may use one
/// core only, it lets others run once.
pub fn until(start: Instant, time: Duration, is_over: impl Fn() -> bool) -> Option<Instant> {
    if CROWD_HERE.is_known(start) {
        return None;
    }
    if is_alone() {
        // Only one thread runs at a time: to look again before another one did is of no use.
        let found = is_over() || {
            yield_now();
            is_over()
        };
        return found.then(Instant::now);
    }
    let mut now = start;
    let found = loop {
        if now.saturating_duration_since(start) >= time {
            break None;
        }
        if (0..LOOKS).any(|_| is_over() || pause()) {
            break Some(now);
        }
        // Who is waited for may want to run on this very core.
        yield_now();
        let before = mem::replace(&mut now, Instant::now());
        if now - before > SLICE {
            CROWD_HERE.learn_of_others(now);
            return is_over().then_some(now);
        }
    };
    CROWD_HERE.learn_of_room();
    found
}

/// Whether this process may use one core only.
fn is_alone() -> bool {
    static CORES: OnceLock<usize> = OnceLock::new();
    *CORES.get_or_init(|| available_parallelism().map_or(1, Into::into)) == 1
}

fn pause() -> bool {
    (0..PAUSES).for_each(|_| spin_loop());
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of so many waits looked.
    fn looks(patience: &mut Patience, waits: usize, pays: bool) -> usize {
        let mut looks = 0;
        for _ in 0..waits {
            patience.look(|| {
                looks += 1;
                pays.then_some(())
            });
        }
        looks
    }

    #[test]
    fn it_looks_again_and_again_where_that_pays_and_rarely_where_not() {
        let mut patience = Patience::new();
        assert_eq!(looks(&mut patience, 100, true), 100);
        // One and a pass, one and three, one and seven, then every 16th.
        assert_eq!(looks(&mut patience, 2 + 4 + 8, false), 3);
        assert_eq!(looks(&mut patience, 16 * 3 + 1, false), 4);
        // The passes that are left; one that pays, and all look.
        assert_eq!(looks(&mut patience, 15, true), 0);
        assert_eq!(looks(&mut patience, 16, true), 16);
    }

    #[test]
    fn only_a_wait_where_a_look_would_have_paid_brings_looks_back() {
        let mut patience = Patience::new();
        assert_eq!(looks(&mut patience, 1, false), 1);
        patience.learn(false);
        assert_eq!(looks(&mut patience, 1, true), 0);
        assert_eq!(looks(&mut patience, 1, false), 1);
        patience.learn(true);
        assert_eq!(looks(&mut patience, 1, true), 1);
    }
}

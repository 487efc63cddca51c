//! Short looks before a wait, where they pay.
//!
//! To be woken costs several microseconds, which is longer than many closures take. Where more threads
//! want to run than there are cores, a look only keeps away whom it waits for.

use std::hint::spin_loop;
use std::thread::yield_now;
use std::time::{Duration, Instant};

/// About a microsecond.
const LOOKS: u32 = 40;
/// After so many looks in vain, one after the other, every 16th wait looks.
const MOST_MISSES: u32 = 4;

/// Whether to look: the more rarely the more often that was in vain.
#[derive(Clone, Copy, Default)]
pub(super) struct Patience {
    /// In vain, one after the other.
    misses: u32,
    /// Waits to come that do not look.
    passes: u32,
}

impl Patience {
    pub(super) const fn new() -> Self {
        Self {
            misses: 0,
            passes: 0,
        }
    }

    /// What came after a wait shows whether a look would have paid.
    pub(super) fn learn(&mut self, would_pay: bool) {
        if would_pay {
            *self = Self::new();
        }
    }

    /// Calls `look` where that is likely to pay; `None` where it was not called, or in vain.
    pub(super) fn look<T>(&mut self, look: impl FnOnce() -> Option<T>) -> Option<T> {
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

/// Looks from `start` whether `is_over`, for so long; gives when it was.
pub(super) fn until(start: Instant, time: Duration, is_over: impl Fn() -> bool) -> Option<Instant> {
    let mut now = start;
    while now.saturating_duration_since(start) < time {
        for _ in 0..LOOKS {
            if is_over() {
                return Some(now);
            }
            spin_loop();
        }
        // Who is waited for may want to run on this very core.
        yield_now();
        now = Instant::now();
    }
    None
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
}

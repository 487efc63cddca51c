//! Short looks before a wait, where they pay.
//!
//! To be woken costs several microseconds, which is longer than many closures take. Where more threads
//! want to run than there are cores, a look only keeps away whom it waits for.

use std::cell::Cell;
use std::hint::spin_loop;

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

    /// Calls `look` where that is likely to pay; false where it was not called, or in vain.
    pub(super) fn look(&mut self, look: impl FnOnce() -> bool) -> bool {
        if self.passes > 0 {
            self.passes -= 1;
            return false;
        }
        let pays = look();
        self.misses = match pays {
            true => 0,
            false => (self.misses + 1).min(MOST_MISSES),
        };
        self.passes = (1 << self.misses) - 1;
        pays
    }
}

thread_local! {
    /// That of this thread's waits for closures.
    static WAITS: Cell<Patience> = const { Cell::new(Patience::new()) };
}

/// Looks for a moment whether `is_over`, where that is likely to pay on this thread.
pub(super) fn until(is_over: impl Fn() -> bool) {
    let mut patience = WAITS.get();
    patience.look(|| {
        (0..LOOKS).any(|_| {
            spin_loop();
            is_over()
        })
    });
    WAITS.set(patience);
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
                pays
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

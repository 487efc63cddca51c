//! [`until`]: a short look before a wait.
//!
//! To be woken costs several microseconds, which is longer than many closures take.

use std::cell::Cell;
use std::hint::spin_loop;

/// About a microsecond.
const LOOKS: u32 = 40;
/// After so many looks in vain, one after the other, every 64th wait looks.
const MOST_MISSES: u32 = 6;

thread_local! {
    /// Looks in vain, one after the other, and waits that will not look therefore.
    static MISSED: Cell<(u32, u32)> = const { Cell::new((0, 0)) };
}

/// Looks for a moment whether `is_over`; the more rarely the more often that was in vain on this thread.
pub(super) fn until(is_over: impl Fn() -> bool) {
    let (misses, pass) = MISSED.get();
    if pass > 0 {
        MISSED.set((misses, pass - 1));
        return;
    }
    for _ in 0..LOOKS {
        if is_over() {
            MISSED.set((0, 0));
            return;
        }
        spin_loop();
    }
    let misses = (misses + 1).min(MOST_MISSES);
    MISSED.set((misses, (1 << misses) - 1));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How often it looked, in so many waits.
    fn looks(waits: usize, is_over: bool) -> u32 {
        let looks = Cell::new(0);
        for _ in 0..waits {
            until(|| {
                looks.set(looks.get() + 1);
                is_over
            });
        }
        looks.get()
    }

    #[test]
    fn it_looks_again_and_again_where_that_pays_and_rarely_where_not() {
        assert_eq!(looks(100, true), 100);
        // 1 + 1, 1 + 3, 1 + 7, .. waits until it is every 64th.
        assert_eq!(looks(2 + 4 + 8 + 16 + 32 + 64, false), 6 * LOOKS);
        assert_eq!(looks(64 * 3, false), 3 * LOOKS);
        assert_eq!(looks(1, false), LOOKS);
        // The 63 others pass; one that pays, and all look.
        assert_eq!(looks(63, true), 0);
        assert_eq!(looks(64, true), 64);
    }
}

//! [`Patience`]: whether a consumer that found nothing stays a moment.
//!
//! An iterator that takes nanoseconds for an item would have to wake its consumer for every few of
//! them: waking takes longer than producing many. So the consumer does nothing for half a
//! microsecond or so, which is far less than it takes to be woken, and finds many. Where that did not
//! help it does so ever more seldom.

use std::hint::spin_loop;

#[derive(Debug)]
pub(super) struct Patience {
    /// From zero, where it is no use, up to [`MOST`].
    level: u8,
    /// Waits without patience since the last one with it.
    skipped: u8,
}

/// What a moment is: half a microsecond or so. Twice as long made an item of a batch dearer (7.7 instead of 5.5 ns),
/// half as long one of those taken one by one (16 instead of 13).
const SPINS: u32 = 32;
/// How many moments in vain it takes to give up.
const MOST: u8 = 4;
/// Every so many waits it is tried again.
const RETRY: u8 = 32;
/// A moment that brought as many was worth it.
const MANY: usize = 8;

impl Default for Patience {
    fn default() -> Self {
        Self {
            level: MOST,
            skipped: 0,
        }
    }
}

impl Patience {
    /// Waits a moment where that seems to be worth it; whether it did.
    pub(super) fn stay(&mut self) -> bool {
        if self.level == 0 && self.skipped < RETRY {
            self.skipped += 1;
            return false;
        }
        self.skipped = 0;
        moment();
        true
    }

    /// Learns how many items a moment has brought.
    pub(super) fn learn(&mut self, items: usize) {
        self.level = if items >= MANY {
            MOST
        } else {
            self.level.saturating_sub(1)
        };
    }
}

/// The worker's part: where there is no room, stays for a few moments, which is cheaper than to end and be
/// started again.
pub(super) fn wait_for(is_so: impl Fn() -> bool) -> bool {
    (0..MOST).any(|_| {
        moment();
        is_so()
    })
}

fn moment() {
    (0..SPINS).for_each(|_| spin_loop());
}

//! [`Patience`]: whether a consumer that found nothing stays a moment.
//!
//! An iterator that takes nanoseconds for an item would have to wake its consumer for every few of
//! them: waking takes longer than producing many. So the consumer does nothing for about a
//! microsecond, which is far less than it takes to be woken, and finds many. Where that did not
//! help it does so ever more seldom.

use std::hint::spin_loop;

use rtrb::{Consumer, Producer};

#[derive(Debug)]
pub(super) struct Patience {
    /// From zero, where it is no use, up to [`MOST`].
    level: u8,
    /// Waits without patience since the last one with it.
    skipped: u8,
}

/// What a moment is: about a microsecond.
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
    /// Waits a moment where that seems to be worth it; gives an item where there is one then.
    pub(super) fn wait_for<T>(&mut self, items: &mut Consumer<T>) -> Option<T> {
        if self.level == 0 && self.skipped < RETRY {
            self.skipped += 1;
            return None;
        }
        self.skipped = 0;
        moment();
        if items.slots() >= MANY {
            self.level = MOST;
        } else {
            self.level = self.level.saturating_sub(1);
        }
        items.pop().ok()
    }
}

/// The worker's part: where there is no room, stays for a few moments while the consumer takes items
/// quickly, which is cheaper than to end and be started again. Whether there is room then.
pub(super) fn wait_for_room<T>(items: &Producer<T>) -> bool {
    let enough = items.buffer().capacity().div_ceil(2);
    let mut room = 0;
    for _ in 0..MOST {
        moment();
        let now = items.slots();
        if now >= enough || now == room {
            break;
        }
        room = now;
    }
    room > 0 || items.slots() > 0
}

fn moment() {
    (0..SPINS).for_each(|_| spin_loop());
}

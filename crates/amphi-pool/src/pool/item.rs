//! [`Item`]: what is in a pool's queue.

use amphi_core::JoinError;
use amphi_core::offload::AnyJob;

use super::ground::{Ran, Work};

/// A closure, or a task that is to be polled: one pointer, since a queue may hold millions.
pub(super) type Item = AnyJob;

impl Work for Item {
    fn run(self) -> Ran {
        self.run_as()
    }

    fn give_up(self, why: JoinError) -> Ran {
        self.give_up_as(why)
    }
}

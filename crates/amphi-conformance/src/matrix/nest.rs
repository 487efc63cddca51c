//! Waiting inside waits, and nothing else: every wait of the matrix is the one call in this file.

use amphi_core::Runtime;

use super::Cell;
use super::wait::Make;
use crate::futures::yield_now;

/// The file that a report of such a wait must name.
pub(crate) const CALL_SITE: &str = file!();

/// The waits of one cell.
pub(crate) struct Nest<'a, R> {
    pub(crate) rt: &'a R,
    pub(crate) other: &'a R,
    pub(crate) cell: Cell,
}

impl<'a, R: Runtime> Nest<'a, R> {
    /// Waits for what `make` makes in the innermost wait.
    pub(crate) fn wait<T>(&self, make: Make<'a, R, T>) -> T {
        self.descend(1, make)
    }

    fn descend<T>(&self, level: usize, make: Make<'a, R, T>) -> T {
        let rt = self.runtime(level);
        rt.block_on(async {
            if level == self.cell.depth {
                // Polled at once: nothing has prepared the thread for a wait.
                return make(rt).await;
            }
            // Each wait goes the long way, not only the innermost.
            yield_now().await;
            let value = self.descend(level + 1, make);
            yield_now().await;
            value
        })
    }

    fn runtime(&self, level: usize) -> &'a R {
        if self.cell.other && level % 2 == 1 {
            self.other
        } else {
            self.rt
        }
    }
}

//! What runs the iterator.

use std::sync::Arc;

use super::patience;
use super::sheaf::Sheaf;
use super::tray::{Put, Tray};
use crate::Handle;
use crate::adapt::elsewhere::Elsewhere;

/// How a worker ended.
pub(super) enum Ended {
    /// There was no more room; the iterator rests on the tray.
    Rests,
    /// The iterator has, or the consumer has gone; the iterator is dropped.
    Finished,
}

/// The worker's part.
pub(super) struct Work<I: Iterator + Send + 'static> {
    pub(super) iter: Elsewhere<I>,
    pub(super) tray: Arc<Tray<I::Item, Elsewhere<I>>>,
    /// The most items that are put at a time.
    pub(super) together: usize,
}

impl<I: Iterator + Send + 'static> Work<I> {
    /// Produces items on this thread until there is no room for another one.
    pub(super) fn run(self, handle: &Handle) -> Ended {
        let Self {
            iter,
            tray,
            together,
        } = self;
        // From here on the iterator is dropped on this thread; after what it gave is put.
        let mut iter = iter.into_inner();
        let mut sheaf = Sheaf::new(&tray, together);
        loop {
            let Some(item) = iter.next() else {
                return Ended::Finished;
            };
            match sheaf.put(item) {
                Put::Room(_) => {}
                Put::Closed => return Ended::Finished,
                Put::Full => {
                    if !patience::wait_for(|| tray.has_room()) {
                        match tray.rest(Elsewhere::new(iter, handle.clone())) {
                            Ok(()) => return Ended::Rests,
                            Err(back) => iter = back.into_inner(),
                        }
                    }
                    // Its next item may take long, and nobody would have it.
                    if tray.is_closed() {
                        return Ended::Finished;
                    }
                }
            }
        }
    }
}

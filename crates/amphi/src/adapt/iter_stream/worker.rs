//! What runs the iterator.

use std::sync::Arc;

use rtrb::Producer;

use super::bell::Bell;
use super::patience;
use crate::Handle;
use crate::adapt::elsewhere::Elsewhere;

/// How a worker ended.
pub(super) enum Ended<I: Iterator + Send + 'static> {
    /// There was no more room; here is all to go on with.
    Full(Work<I>),
    /// The iterator has, or the consumer has gone; the iterator is dropped.
    Finished,
}

/// The worker's part.
pub(super) struct Work<I: Iterator + Send + 'static> {
    pub(super) iter: Elsewhere<I>,
    pub(super) items: Producer<I::Item>,
    pub(super) bell: Arc<Bell>,
}

impl<I: Iterator + Send + 'static> Work<I> {
    /// Produces items on this thread until there is no room for another one.
    pub(super) fn run(self, handle: Handle) -> Ended<I> {
        let Self {
            iter,
            mut items,
            bell,
        } = self;
        // From here on the iterator is dropped on this thread.
        let mut iter = iter.into_inner();
        loop {
            if items.is_full() && !patience::wait_for_room(&items) {
                bell.stop(true);
                let iter = Elsewhere::new(iter, handle);
                return Ended::Full(Self { iter, items, bell });
            }
            let Some(item) = iter.next() else {
                return Ended::Finished;
            };
            // There is room, and nobody else fills it.
            if let Err(full) = items.push(item) {
                drop(full);
                unreachable!("there was room for an item");
            }
            if !bell.ring() {
                return Ended::Finished;
            }
        }
    }
}

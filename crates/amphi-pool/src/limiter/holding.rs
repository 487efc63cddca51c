//! [`Holding`]: a permit that a running closure holds, as code inside of that closure sees it.

use std::iter::successors;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Shared;
use super::book::{Book, Id};
use crate::sync::{Mutex, lock};

/// A listed permit, and what was held around the closure that asked for it.
///
/// Closures may hold permits of several limiters, so all of them are in the chain.
pub(super) struct Holding {
    of: Arc<Shared>,
    id: Id,
    outer: Mutex<Option<Arc<Self>>>,
    has_ended: AtomicBool,
}

impl Holding {
    pub(super) fn new(of: Arc<Shared>, id: Id, outer: Option<Arc<Self>>) -> Self {
        Self {
            of,
            id,
            outer: Mutex::new(outer),
            has_ended: AtomicBool::new(false),
        }
    }

    /// The closure has ended. What is around stays known, for what it left behind, without those
    /// that have ended too: a closure that starts the next one, and so on, makes no endless chain.
    pub(super) fn end(&self) {
        self.has_ended.store(true, Ordering::Relaxed);
        let has_not = |holding: &Arc<Self>| !holding.has_ended.load(Ordering::Relaxed);
        let outer = chain(self.outer()).find(has_not);
        let old = std::mem::replace(&mut *lock(&self.outer), outer);
        drop(old);
    }

    fn outer(&self) -> Option<Arc<Self>> {
        lock(&self.outer).clone()
    }
}

/// The innermost permit of `shared` that is held and can be lent, from `held` outwards.
pub(super) fn lender(held: Option<&Arc<Holding>>, shared: &Shared, book: &Book) -> Option<Id> {
    let is_lender =
        |holding: &Arc<Holding>| std::ptr::eq(&*holding.of, shared) && book.is_listed(holding.id);
    chain(held.cloned())
        .find(is_lender)
        .map(|holding| holding.id)
}

fn chain(first: Option<Arc<Holding>>) -> impl Iterator<Item = Arc<Holding>> {
    successors(first, |holding| holding.outer())
}

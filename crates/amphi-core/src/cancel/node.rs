//! [`Node`]: one token of a tree, and who waits for its cancellation.
//!
//! A child keeps its parent, so that a cancellation above it finds the way down; the parent only
//! knows where the child is. The flag changes while the lock is held, so whoever registers under
//! the lock either sees it set, or is seen by the canceller. No waker runs, is cloned or is
//! dropped while a lock is held.

use std::sync::{Arc, Weak};
use std::task::Waker;

use super::places::Places;
use crate::internal::quietly;
use crate::sync::{AtomicBool, Mutex, Ordering, lock};

#[derive(Debug)]
pub(super) struct Node {
    cancelled: AtomicBool,
    /// `None` at the top, and below what was cancelled already.
    parent: Option<Arc<Self>>,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    wakers: Places<Waker>,
    children: Places<Weak<Node>>,
    /// Where the parent keeps this one.
    place: Option<usize>,
}

impl Node {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self::with(None, false))
    }

    fn with(parent: Option<Arc<Self>>, cancelled: bool) -> Self {
        Self {
            cancelled: AtomicBool::new(cancelled),
            parent,
            inner: Mutex::new(Inner {
                wakers: Places::new(),
                children: Places::new(),
                place: None,
            }),
        }
    }

    /// One that is cancelled with this one.
    pub(super) fn child(self: &Arc<Self>) -> Arc<Self> {
        let child = Arc::new(Self::with(Some(self.clone()), false));
        let place = {
            let mut inner = lock(&self.inner);
            if self.is_cancelled() {
                None
            } else {
                Some(inner.children.add(Arc::downgrade(&child)))
            }
        };
        match place {
            Some(_) => {
                lock(&child.inner).place = place;
                child
            }
            None => Arc::new(Self::with(None, true)),
        }
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Acquire)
    }

    /// Cancels this one and all below it; then wakes who waits.
    pub(super) fn cancel(self: &Arc<Self>) {
        let mut wakers = Vec::new();
        let mut left = vec![self.clone()];
        // Also below what is cancelled: another canceller may not have come as far yet.
        while let Some(node) = left.pop() {
            let mut inner = lock(&node.inner);
            node.cancelled.store(true, Ordering::Release);
            wakers.extend(inner.wakers.take_all());
            left.extend(inner.children.iter().filter_map(Weak::upgrade));
            drop(inner);
        }
        for waker in wakers {
            // One that panics must not keep the news from the others.
            quietly(|| waker.wake());
        }
    }

    /// Has `waker` woken by the cancellation, in the place that the caller keeps; true where that
    /// has happened already.
    pub(super) fn wake_then(&self, place: &mut Option<usize>, waker: &Waker) -> bool {
        if self.is_cancelled() {
            return true;
        }
        if let Some(place) = *place {
            let inner = lock(&self.inner);
            let kept = inner.wakers.get(place);
            if kept.is_some_and(|kept| kept.will_wake(waker)) {
                return false;
            }
        }
        let waker = waker.clone();
        let mut inner = lock(&self.inner);
        if self.is_cancelled() {
            drop(inner);
            return true;
        }
        let old = match *place {
            Some(place) => inner.wakers.replace(place, waker),
            None => {
                *place = Some(inner.wakers.add(waker));
                None
            }
        };
        drop(inner);
        drop(old);
        false
    }

    /// Forgets the waker in that place.
    pub(super) fn forget(&self, place: usize) {
        let waker = lock(&self.inner).wakers.remove(place);
        drop(waker);
    }

    /// Takes this one, which goes, off its parent; gives the parent.
    fn leave(&mut self) -> Option<Arc<Self>> {
        let parent = self.parent.take()?;
        let place = lock(&self.inner).place;
        if let Some(place) = place {
            let weak = lock(&parent.inner).children.remove(place);
            drop(weak);
        }
        Some(parent)
    }

    /// How many wait, and how many children there are.
    #[cfg(test)]
    pub(super) fn counts(&self) -> (usize, usize) {
        let inner = lock(&self.inner);
        (inner.wakers.iter().count(), inner.children.iter().count())
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // Not by recursion: a long chain of tokens may end with its last one.
        let mut parent = self.leave();
        while let Some(mut node) = parent.and_then(Arc::into_inner) {
            parent = node.leave();
        }
    }
}

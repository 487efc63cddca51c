//! Waits that go round in a circle.
//!
//! The thread of a pinned value that waits for a call to another one takes no calls itself. So each
//! such wait is an arrow from owner to owner, and a wait that would close a circle is refused. An
//! owner's calls run one after the other: whatever the arrow's call is, it cannot end before the
//! owner at the arrow's head goes on.
//!
//! The thread of an owner waits for one thing at a time, so each has one arrow at most.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::PinnedError;
use super::call::Finished;
use super::queue::OwnerId;
use crate::sync::{Mutex, lock};

thread_local! {
    /// The owners that this thread is.
    static OWNED: RefCell<Vec<OwnerId>> = const { RefCell::new(Vec::new()) };
}

static ARROWS: Arrows = Arrows::new();

/// This thread is `owner` until the guard is dropped.
pub(super) fn own(owner: OwnerId) -> Owning {
    OWNED.with_borrow_mut(|owned| owned.push(owner));
    Owning(owner)
}

pub(super) struct Owning(OwnerId);

impl Drop for Owning {
    fn drop(&mut self) {
        // At the thread's end the store may have gone.
        let _ = OWNED.try_with(|owned| owned.borrow_mut().retain(|owner| *owner != self.0));
    }
}

/// Whether this thread is `owner`.
pub(super) fn is_owned(owner: OwnerId) -> bool {
    let owned = OWNED.try_with(|owned| owned.borrow().contains(&owner));
    owned.unwrap_or(false)
}

/// This thread waits for what `end` gives, which is up to `to`, until the guard is dropped.
///
/// # Errors
/// Where that would never end.
pub(super) fn wait(
    to: OwnerId,
    end: impl FnOnce() -> Arc<dyn Finished>,
) -> Result<Waiting, PinnedError> {
    let owned = OWNED
        .try_with(|owned| owned.borrow().clone())
        .unwrap_or_default();
    if !owned.is_empty() {
        ARROWS.draw(&owned, to, &end())?;
    }
    Ok(Waiting(owned))
}

/// A wait of the thread of these owners.
pub(super) struct Waiting(Vec<OwnerId>);

impl Drop for Waiting {
    fn drop(&mut self) {
        if !self.0.is_empty() {
            ARROWS.erase(&self.0);
        }
    }
}

/// Who waits for whom.
pub(super) struct Arrows(Mutex<BTreeMap<OwnerId, Arrow>>);

/// What the thread of an owner waits for.
struct Arrow {
    to: OwnerId,
    end: Arc<dyn Finished>,
}

impl Arrows {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }

    /// The thread of `owned` is about to wait for `end`, which is up to `to`.
    pub(super) fn draw(
        &self,
        owned: &[OwnerId],
        to: OwnerId,
        end: &Arc<dyn Finished>,
    ) -> Result<(), PinnedError> {
        let mut arrows = lock(&self.0);
        // Asked under the lock: where the owner waits already, it does so in a call that began
        // after this one had ended.
        if end.is_finished() {
            return Ok(());
        }
        if owned.contains(&to) {
            return Err(PinnedError::own_thread());
        }
        let mut at = to;
        // One whose wait has ended goes on as soon as it wakes up.
        while let Some(arrow) = arrows.get(&at).filter(|arrow| !arrow.end.is_finished()) {
            at = arrow.to;
            if owned.contains(&at) {
                return Err(PinnedError::cycle());
            }
        }
        for owner in owned {
            let end = end.clone();
            arrows.insert(*owner, Arrow { to, end });
        }
        Ok(())
    }

    /// It does not wait any more.
    pub(super) fn erase(&self, owned: &[OwnerId]) {
        let mut arrows = lock(&self.0);
        let gone = Vec::from_iter(owned.iter().map(|owner| arrows.remove(owner)));
        drop(arrows);
        // What was waited for may be the last of a call: it goes outside the lock.
        drop(gone);
    }
}

#[cfg(all(test, not(amphi_loom)))]
mod tests {
    use super::*;

    struct Never;
    impl Finished for Never {
        fn is_finished(&self) -> bool {
            false
        }
    }

    #[test]
    fn a_wait_that_is_over_is_in_no_circle() {
        let arrows = Arrows::new();
        let never: Arc<dyn Finished> = Arc::new(Never);
        arrows.draw(&[1, 2], 3, &never).unwrap();
        assert!(arrows.draw(&[3], 2, &never).unwrap_err().is_cycle());
        arrows.erase(&[1, 2]);
        arrows.draw(&[3], 2, &never).unwrap();
        arrows.erase(&[3]);
        assert_eq!(Arc::strong_count(&never), 1);
    }
}

//! One after the other, where each would call the next.
//!
//! A permit that comes back starts the next closure; where the runtime has gone, that is dropped with
//! its permit, which starts the next one, and so on. A long queue must not become a deep stack.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;

use amphi_core::internal::quietly;

/// What takes its turn.
pub(super) trait Turn: Send + Sync {
    fn take_turn(self: Arc<Self>);
}

thread_local! {
    /// Whose turn comes next on this thread; none where nobody's turn it is.
    static NEXT: RefCell<Option<VecDeque<Arc<dyn Turn>>>> = const { RefCell::new(None) };
}

/// Has `it` take its turn on this thread: now, or after the one that calls this.
pub(super) fn relay(it: Arc<dyn Turn>) {
    if let Some(first) = join(it) {
        let _leave = Leave;
        let mut next = Some(first);
        while let Some(it) = next {
            quietly(|| it.take_turn());
            next = NEXT.with_borrow_mut(|next| next.as_mut()?.pop_front());
        }
    }
}

/// Queues `it` behind the one whose turn it is; gives it back where that is nobody.
fn join(it: Arc<dyn Turn>) -> Option<Arc<dyn Turn>> {
    let mut it = Some(it);
    let joined = NEXT.try_with(|next| match &mut *next.borrow_mut() {
        Some(next) => next.extend(it.take()),
        none => *none = Some(VecDeque::new()),
    });
    // At a thread's end the store may have gone; there the stack has to do.
    if joined.is_err() {
        if let Some(it) = it.take() {
            quietly(|| it.take_turn());
        }
    }
    it
}

/// Nobody's turn it is any more.
struct Leave;

impl Drop for Leave {
    fn drop(&mut self) {
        NEXT.set(None);
    }
}

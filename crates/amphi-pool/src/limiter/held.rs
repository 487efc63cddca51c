//! Which permits are held where this code runs.
//!
//! The two functions are all that knows how that is found; it is a thread-local variable, so a
//! permit is seen by what runs on the thread of the closure that holds it.

use std::cell::RefCell;
use std::sync::Arc;

use super::holding::Holding;

thread_local! {
    static HELD: RefCell<Option<Arc<Holding>>> = const { RefCell::new(None) };
}

/// The permit of the innermost closure around.
pub(super) fn current() -> Option<Arc<Holding>> {
    // At a thread's end the store may have gone; then no closure is around either.
    let held = HELD.try_with(|held| held.borrow().clone());
    held.ok().flatten()
}

/// Calls `f`, inside of which `holding` is the [`current`] one.
pub(super) fn scope<R>(holding: Arc<Holding>, f: impl FnOnce() -> R) -> R {
    let _back = Back(replace(Some(holding)));
    f()
}

/// Puts back what was held around, also after a panic.
struct Back(Option<Arc<Holding>>);

impl Drop for Back {
    fn drop(&mut self) {
        let inner = replace(self.0.take());
        drop(inner);
    }
}

fn replace(holding: Option<Arc<Holding>>) -> Option<Arc<Holding>> {
    HELD.try_with(|held| held.replace(holding)).ok().flatten()
}

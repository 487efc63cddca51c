//! Which permits are held where this code runs.
//!
//! The two functions are all that knows how that is found: it is a context variable, so a permit is
//! seen by all that is started where it is held.

use std::sync::Arc;

use amphi_core::context_var;

use super::holding::Holding;

context_var! {
    static HELD: Arc<Holding>;
}

/// The permit of the innermost closure around.
pub(super) fn current() -> Option<Arc<Holding>> {
    HELD.get()
}

/// Calls `f`, inside of which `holding` is the [`current`] one.
pub(super) fn scope<R>(holding: Arc<Holding>, f: impl FnOnce() -> R) -> R {
    HELD.sync_scope(holding, f)
}

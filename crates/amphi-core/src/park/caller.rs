//! Who waits, where the runtime is erased.
//!
//! A `dyn` call of a `#[track_caller]` method gives the method's own place. So the erased runtime leaves
//! its caller's here, for reports.

use std::cell::Cell;
use std::panic::Location;

use crate::erased::MIRROR;

thread_local! {
    /// The caller of the innermost erased wait on this thread.
    static CALLER: Cell<Option<&'static Location<'static>>> = const { Cell::new(None) };
}

/// The waits of an erased runtime are `caller`'s until the guard is dropped.
pub(crate) fn on_behalf_of(caller: &'static Location<'static>) -> OnBehalf {
    OnBehalf(CALLER.replace(Some(caller)))
}

/// Puts back who waited before.
pub(crate) struct OnBehalf(Option<&'static Location<'static>>);

impl Drop for OnBehalf {
    fn drop(&mut self) {
        CALLER.set(self.0);
    }
}

/// Who waits at `location`.
pub(super) fn of(location: &'static Location<'static>) -> &'static Location<'static> {
    let erased = location.file() == MIRROR;
    erased.then(|| CALLER.get()).flatten().unwrap_or(location)
}

//! The current span of `tracing` is carried.

use tracing::{Span, dispatcher};

use super::Carried;

/// The span that is current here, where anybody subscribes.
#[inline]
pub(super) fn span() -> Option<Box<dyn Carried>> {
    if dispatcher::has_been_set() {
        current()
    } else {
        None
    }
}

#[cold]
fn current() -> Option<Box<dyn Carried>> {
    let span = Span::current();
    // A boxed `None` would be entered at each poll for nothing.
    (!span.is_none()).then(|| Box::new(span) as Box<dyn Carried>)
}

impl Carried for Span {
    fn enter(&self, run: &mut dyn FnMut()) {
        let _entered = Self::enter(self);
        run();
    }
}

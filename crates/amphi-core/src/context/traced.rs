//! The current span of `tracing` is carried.

use tracing::{Span, dispatcher};

use super::Carried;

/// Whether anybody may subscribe: then there may be a span.
#[inline]
pub(super) fn is_traced() -> bool {
    dispatcher::has_been_set()
}

/// The span that is current here.
pub(super) fn span() -> Option<Box<dyn Carried>> {
    if !is_traced() {
        return None;
    }
    let span = Span::current();
    // What is disabled would be entered at each poll for nothing.
    (!span.is_disabled()).then(|| Box::new(span) as Box<dyn Carried>)
}

impl Carried for Span {
    fn enter(&self, run: &mut dyn FnMut()) {
        let _entered = Self::enter(self);
        run();
    }
}

//! Calls into foreign code that must not take us along.

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Does what may panic where nobody could be told.
pub(crate) fn quietly(f: impl FnOnce()) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(f)) {
        // The payload's own drop may panic as well; leaking it is all that is left.
        mem::forget(payload);
    }
}

//! [`Full`]: a closure that was not let in.

use std::error::Error;
use std::fmt;

/// A closure that a pool did not take, and why.
pub struct Full<F> {
    closure: F,
    is_shutdown: bool,
}

impl<F> Full<F> {
    pub(super) const fn no_room(closure: F) -> Self {
        Self {
            closure,
            is_shutdown: false,
        }
    }

    pub(super) const fn shutdown(closure: F) -> Self {
        Self {
            closure,
            is_shutdown: true,
        }
    }

    /// The closure.
    pub fn into_inner(self) -> F {
        self.closure
    }

    /// Whether the pool was shut down, so that there will never be room.
    pub const fn is_shutdown(&self) -> bool {
        self.is_shutdown
    }
}

impl<F> fmt::Display for Full<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.is_shutdown {
            true => "the pool has shut down",
            false => "the pool's queue is full",
        })
    }
}

impl<F> fmt::Debug for Full<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Full")
            .field("is_shutdown", &self.is_shutdown)
            .finish_non_exhaustive()
    }
}

impl<F> Error for Full<F> {}

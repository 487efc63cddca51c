//! [`Cancelled`]: why work ends before it is done.

use std::{fmt, io};

/// The work was cancelled and should end early; or it asked where nothing can be cancelled.
///
/// Ask with the `is_*` predicates; the text is for people and may change. It becomes an
/// [`io::Error`] with `?`, of the kind [`Other`](io::ErrorKind::Other): callers of `Interrupted` try
/// again.
///
/// ```
/// use amphi_core::cancel::check_cancelled;
/// let error = check_cancelled().unwrap_err();
/// assert!(error.is_outside() && !error.is_cancelled());
/// assert!(error.to_string().contains("CancelToken::scope"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled(Repr);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Repr {
    Cancelled,
    Outside,
}

impl Cancelled {
    pub(crate) const CANCELLED: Self = Self(Repr::Cancelled);
    pub(crate) const OUTSIDE: Self = Self(Repr::Outside);

    /// Whether the work was cancelled.
    pub const fn is_cancelled(self) -> bool {
        matches!(self.0, Repr::Cancelled)
    }

    /// Whether it was asked where nothing can be cancelled: neither in an offloaded closure nor in
    /// the scope of a token.
    pub const fn is_outside(self) -> bool {
        matches!(self.0, Repr::Outside)
    }
}

impl fmt::Display for Cancelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Repr::Cancelled => "the work was cancelled: nobody wants its result, so return early",
            Repr::Outside => {
                "`check_cancelled` was called where nothing can be cancelled: call it in a closure \
                 given to `spawn_blocking` or in a `CancelToken::scope`; `is_cancelled` can be \
                 asked anywhere"
            }
        })
    }
}

impl std::error::Error for Cancelled {}

impl From<Cancelled> for io::Error {
    fn from(error: Cancelled) -> Self {
        Self::other(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn predicates_exclude_each_other() {
        let predicates = |error: Cancelled| (error.is_cancelled(), error.is_outside());
        assert_eq!(predicates(Cancelled::CANCELLED), (true, false));
        assert_eq!(predicates(Cancelled::OUTSIDE), (false, true));
    }

    #[test]
    fn an_io_error_keeps_it_and_is_not_tried_again() {
        let error = io::Error::from(Cancelled::CANCELLED);
        assert_eq!(error.kind(), io::ErrorKind::Other);
        let inner = error.into_inner().unwrap();
        assert!(inner.downcast::<Cancelled>().unwrap().is_cancelled());
    }
}

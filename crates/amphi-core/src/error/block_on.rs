//! [`BlockOnError`]: why a wait is impossible.

use std::borrow::Cow;
use std::fmt;

/// Why a wait is impossible here and now.
///
/// The text says what to do; branch on [`kind`](Self::kind).
///
/// ```
/// use amphi_core::{BlockOnError, BlockOnErrorKind};
/// let error = BlockOnError::new(BlockOnErrorKind::RuntimeGone);
/// assert_eq!(error.kind(), BlockOnErrorKind::RuntimeGone);
/// assert!(error.to_string().contains("shut down"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockOnError {
    kind: BlockOnErrorKind,
    detail: Option<Cow<'static, str>>,
}

/// The kinds of [`BlockOnError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BlockOnErrorKind {
    /// The runtime's own limits, or that of amphi's spare threads, leave no thread to go on with its tasks while this
    /// one waits.
    Exhausted,
    /// The runtime has shut down, or did so during the wait.
    RuntimeGone,
    /// Nothing runs this runtime's tasks and timers, so the wait could not end.
    Undriven,
    /// There is no runtime to wait with: nothing was chosen, compiled in, or could be started.
    NoRuntime,
}

impl BlockOnError {
    /// An error of this kind with the kind's own text.
    pub const fn new(kind: BlockOnErrorKind) -> Self {
        Self { kind, detail: None }
    }

    /// Adds what is known beyond the kind: which runtime, which limit.
    #[must_use]
    pub fn with_detail(self, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            detail: Some(detail.into()),
            ..self
        }
    }

    /// What kind of obstacle it is.
    pub const fn kind(&self) -> BlockOnErrorKind {
        self.kind
    }

    /// Panics with this error's text, for the infallible twins of fallible calls.
    ///
    /// # Panics
    /// Always, at the caller's location.
    #[track_caller]
    pub fn raise(&self) -> ! {
        panic!("cannot block on the future: {self}")
    }
}

impl fmt::Display for BlockOnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            BlockOnErrorKind::Exhausted => {
                "too many threads of the runtime wait at the same time; await the future instead, \
                 or raise the runtime's limit of blocking threads where it has one"
            }
            BlockOnErrorKind::RuntimeGone => {
                "the runtime has shut down; keep its owner alive while something waits"
            }
            BlockOnErrorKind::Undriven => {
                "nothing runs the runtime; drive it on some thread (`Runtime::block_on`) or hand \
                 it to amphi as an owned runtime"
            }
            BlockOnErrorKind::NoRuntime => {
                "there is no async runtime; choose one, or compile a backend in"
            }
        })?;
        match &self.detail {
            Some(detail) => write!(f, " ({detail})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for BlockOnError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_detail_stands_behind_the_advice() {
        let error = BlockOnError::new(BlockOnErrorKind::Exhausted).with_detail("500 of 512");
        assert!(error.to_string().ends_with("(500 of 512)"));
    }
}

//! [`PinnedError`]: why a call to a pinned value gave nothing.

use std::fmt;
use std::sync::Arc;

use amphi_core::internal::hands_panic_on;
use amphi_core::{BlockOnError, JoinError};

/// Why a call to a [`Pinned`](crate::Pinned) value gave nothing.
///
/// Ask with the `is_*` predicates, of which exactly one holds; the text says what to do and may
/// change.
///
/// ```
/// use amphi_pool::{Pinned, PinnedError};
/// let list = Pinned::spawn(Vec::<u8>::new);
/// let error: PinnedError = list.with(|list| list[7]).wait().unwrap_err();
/// assert!(error.is_panic());
/// ```
pub struct PinnedError(Repr);

enum Repr {
    Closed,
    NotMade(Arc<str>),
    OwnThread,
    Cycle,
    Join(JoinError),
    Wait(BlockOnError),
}

impl PinnedError {
    pub(super) const fn closed() -> Self {
        Self(Repr::Closed)
    }

    pub(super) const fn not_made(said: Arc<str>) -> Self {
        Self(Repr::NotMade(said))
    }

    pub(super) const fn own_thread() -> Self {
        Self(Repr::OwnThread)
    }

    pub(super) const fn cycle() -> Self {
        Self(Repr::Cycle)
    }

    pub(super) const fn join(error: JoinError) -> Self {
        Self(Repr::Join(error))
    }

    pub(super) const fn wait(error: BlockOnError) -> Self {
        Self(Repr::Wait(error))
    }

    /// Whether the value was closed before the call; nothing of it ran.
    pub const fn is_closed(&self) -> bool {
        matches!(self.0, Repr::Closed)
    }

    /// Whether there never was a value, since its constructor panicked; nothing of the call ran.
    pub const fn is_not_made(&self) -> bool {
        matches!(self.0, Repr::NotMade(_))
    }

    /// Whether the wait was refused since the value's own thread would wait for itself; nothing of the
    /// call ran.
    pub const fn is_own_thread(&self) -> bool {
        matches!(self.0, Repr::OwnThread)
    }

    /// Whether the wait was refused since the value's thread waits for the caller, directly or through
    /// other pinned values; nothing of the call ran.
    pub const fn is_cycle(&self) -> bool {
        matches!(self.0, Repr::Cycle)
    }

    /// Whether the call was cancelled before it began.
    pub const fn is_cancelled(&self) -> bool {
        matches!(&self.0, Repr::Join(error) if error.is_cancelled())
    }

    /// Whether the call panicked.
    pub const fn is_panic(&self) -> bool {
        matches!(&self.0, Repr::Join(error) if error.is_panic())
    }

    /// Whether the wait was impossible where it was made; the call was cancelled, unless it had begun.
    /// [`block_on_error`](Self::block_on_error) tells why.
    pub const fn is_wait_failed(&self) -> bool {
        matches!(self.0, Repr::Wait(_))
    }

    /// Why the wait was impossible, where it was.
    pub const fn block_on_error(&self) -> Option<&BlockOnError> {
        match &self.0 {
            Repr::Wait(error) => Some(error),
            _ => None,
        }
    }
}

hands_panic_on!(PinnedError, "the call", Repr::Join(error) => {
    error.try_into_panic().map_err(Repr::Join)
});

impl fmt::Display for PinnedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Closed => f.write_str(
                "the pinned value is closed and takes no more calls; close it after the last one",
            ),
            Repr::NotMade(said) => {
                write!(f, "there is no pinned value: its constructor panicked")?;
                match &**said {
                    "" => Ok(()),
                    said => write!(f, ": {said}"),
                }
            }
            Repr::OwnThread => f.write_str(
                "the thread of a pinned value cannot wait for a call to that same value, which \
                 cannot begin before this one ends; do it here, or detach the call",
            ),
            Repr::Cycle => f.write_str(
                "the pinned value's thread waits for this one, which would never end; detach one of \
                 the two calls, or await it elsewhere",
            ),
            Repr::Join(error) if error.is_cancelled() => {
                f.write_str("the call was cancelled before it began")
            }
            Repr::Join(error) => error.fmt(f),
            Repr::Wait(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for PinnedError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Repr::Wait(error) => error.source(),
            _ => None,
        }
    }
}

//! [`UsingError`]: what can fail when a resource is used.

use std::error::Error;
use std::fmt;

/// What failed when a resource was [used](crate::using), with all that there is to know: `R` is what the
/// body gives, `E` the error of opening and of the body, `C` that of closing.
///
/// ```
/// use amphi::{UsingError, using};
///
/// let used = using(
///     async { Ok::<_, &str>(7) },
///     async |_| Err::<(), _>("the body failed"),
///     |_| async { Err::<(), _>("and so did the cleanup") },
/// );
/// let UsingError::BodyAndClose { body, close } = used.wait().unwrap_err() else {
///     panic!("both failed")
/// };
/// assert_eq!((body, close), ("the body failed", "and so did the cleanup"));
/// ```
pub enum UsingError<R, E, C = E> {
    /// It was not opened: the body did not run, and there was nothing to close.
    Open(E),
    /// The body failed. Closing went well.
    Body(E),
    /// Closing failed. The body gave its value.
    Close {
        /// What the body gave.
        value: R,
        /// Why closing failed.
        error: C,
    },
    /// The body failed, and then closing.
    BodyAndClose {
        /// Why the body failed.
        body: E,
        /// Why closing failed.
        close: C,
    },
}

impl<R, E> UsingError<R, E, E> {
    /// The error that came first.
    pub fn into_first(self) -> E {
        match self {
            Self::Open(error) | Self::Body(error) | Self::Close { error, .. } => error,
            Self::BodyAndClose { body, .. } => body,
        }
    }
}

/// `R` need not be `Debug`.
impl<R, E: fmt::Debug, C: fmt::Debug> fmt::Debug for UsingError<R, E, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(error) => f.debug_tuple("Open").field(error).finish(),
            Self::Body(error) => f.debug_tuple("Body").field(error).finish(),
            Self::Close { error, .. } => f
                .debug_struct("Close")
                .field("error", error)
                .finish_non_exhaustive(),
            Self::BodyAndClose { body, close } => f
                .debug_struct("BodyAndClose")
                .field("body", body)
                .field("close", close)
                .finish(),
        }
    }
}

impl<R, E: fmt::Display, C: fmt::Display> fmt::Display for UsingError<R, E, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(_) => f.write_str("the resource could not be opened"),
            Self::Body(_) => f.write_str("the use of the resource failed"),
            Self::Close { .. } => f.write_str("the resource could not be closed"),
            // The source can be only one of them.
            Self::BodyAndClose { close, .. } => write!(
                f,
                "the use of the resource failed, and it could not be closed ({close})"
            ),
        }
    }
}

impl<R, E: Error + 'static, C: Error + 'static> Error for UsingError<R, E, C> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(match self {
            Self::Open(error) | Self::Body(error) => error,
            Self::Close { error, .. } => error,
            Self::BodyAndClose { body, .. } => body,
        })
    }
}

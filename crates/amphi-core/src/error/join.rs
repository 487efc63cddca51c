//! [`JoinError`]: why a task or an offloaded closure gave no value.

use std::fmt;
use std::io;
use std::sync::{Mutex, PoisonError};

use crate::hands_panic_on;
use crate::internal::{Payload, text};

/// Why a task or an offloaded closure gave no value: it panicked, was cancelled, its runtime has
/// gone, or there was no thread for it.
///
/// Ask with the `is_*` predicates; the text is for people and may change.
///
/// ```
/// use amphi_core::{JoinError, Spawner, TaskHandleExt};
/// let rt = amphi_smol::SmolRuntime::global();
/// let error: JoinError = rt.spawn(async { panic!("no such luck") }).join().unwrap_err();
/// assert!(error.is_panic());
/// assert_eq!(*error.into_panic().downcast::<&str>().unwrap(), "no such luck");
/// ```
pub struct JoinError(Repr);

enum Repr {
    Cancelled,
    Shutdown,
    Failed(Failed),
}

/// Boxed, since the result of each task has room for it, is moved, and is dropped, mostly without. `None`
/// only while it is dropped.
struct Failed(Option<Box<Failure>>);

enum Failure {
    /// The lock makes the payload `Sync`; it is only ever taken through ownership or for its text.
    Panic(Mutex<Payload>),
    NoThread(io::Error),
}

impl JoinError {
    /// The work panicked with `payload`.
    #[cold]
    pub fn panicked(payload: Payload) -> Self {
        Failure::Panic(Mutex::new(payload)).into()
    }

    /// The work was cancelled before it gave a value.
    pub const fn cancelled() -> Self {
        Self(Repr::Cancelled)
    }

    /// The runtime has gone, and the work with it.
    pub const fn shutdown() -> Self {
        Self(Repr::Shutdown)
    }

    /// The system refused the thread that the work needed, which has not started.
    #[cold]
    pub fn no_thread(refusal: io::Error) -> Self {
        Failure::NoThread(refusal).into()
    }

    const fn failure(&self) -> Option<&Failure> {
        match &self.0 {
            Repr::Failed(Failed(Some(failure))) => Some(&**failure),
            Repr::Failed(Failed(None)) | Repr::Cancelled | Repr::Shutdown => None,
        }
    }

    /// Whether the work panicked.
    pub const fn is_panic(&self) -> bool {
        matches!(self.failure(), Some(Failure::Panic(_)))
    }

    /// Whether the work was cancelled.
    pub const fn is_cancelled(&self) -> bool {
        matches!(self.0, Repr::Cancelled)
    }

    /// Whether the runtime has gone.
    pub const fn is_shutdown(&self) -> bool {
        matches!(self.0, Repr::Shutdown)
    }

    /// Whether the system refused the thread that the work needed; the refusal is the
    /// [`source`](std::error::Error::source).
    pub const fn is_no_thread(&self) -> bool {
        matches!(self.failure(), Some(Failure::NoThread(_)))
    }
}

hands_panic_on!(JoinError, "the work", Repr::Failed(failed) => match failed.into_inner() {
    Failure::Panic(payload) => Ok(payload.into_inner().unwrap_or_else(PoisonError::into_inner)),
    refused @ Failure::NoThread(_) => Err(Self::from(refused).0),
});

impl From<Failure> for JoinError {
    fn from(failure: Failure) -> Self {
        Self(Repr::Failed(Failed(Some(Box::new(failure)))))
    }
}

impl Failed {
    fn into_inner(mut self) -> Failure {
        *self.0.take().expect("there until it is dropped")
    }
}

impl Drop for Failed {
    #[inline]
    fn drop(&mut self) {
        free(self.0.take());
    }
}

/// Out of the way of the many results that have nothing to free.
#[cold]
#[inline(never)]
fn free(failure: Option<Box<Failure>>) {
    drop(failure);
}

impl fmt::Display for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Cancelled => f.write_str("the task was cancelled"),
            Repr::Shutdown => f.write_str("the task's runtime has shut down"),
            Repr::Failed(failed) => failed.0.as_ref().map_or(Ok(()), |failure| failure.fmt(f)),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoThread(_) => f.write_str("no thread could be started for the task"),
            Self::Panic(payload) => {
                let payload = payload.lock().unwrap_or_else(PoisonError::into_inner);
                match text(&**payload) {
                    Some(text) => write!(f, "the task panicked: {text}"),
                    None => f.write_str("the task panicked"),
                }
            }
        }
    }
}

impl std::error::Error for JoinError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.failure() {
            Some(Failure::NoThread(refusal)) => Some(refusal),
            Some(Failure::Panic(_)) | None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_with_room_for_it_stays_small() {
        assert!(size_of::<Result<u32, JoinError>>() <= 2 * size_of::<usize>());
    }

    #[test]
    fn text_names_the_panic() {
        let error = JoinError::panicked(Box::new(String::from("out of cheese")));
        assert_eq!(error.to_string(), "the task panicked: out of cheese");
        assert_eq!(
            format!("{error:?}"),
            "JoinError(the task panicked: out of cheese)"
        );
        let odd = JoinError::panicked(Box::new(7_u8));
        assert_eq!(odd.to_string(), "the task panicked");
        assert_eq!(*odd.into_panic().downcast::<u8>().unwrap(), 7);
    }

    #[test]
    fn predicates_exclude_each_other() {
        let refusal = io::Error::from(io::ErrorKind::WouldBlock);
        for (error, expected) in [
            (
                JoinError::panicked(Box::new(())),
                [true, false, false, false],
            ),
            (JoinError::cancelled(), [false, true, false, false]),
            (JoinError::shutdown(), [false, false, true, false]),
            (JoinError::no_thread(refusal), [false, false, false, true]),
        ] {
            let found = [
                error.is_panic(),
                error.is_cancelled(),
                error.is_shutdown(),
                error.is_no_thread(),
            ];
            assert_eq!(found, expected, "{error}");
        }
    }

    #[test]
    fn the_source_is_what_the_system_said() {
        let refusal = io::Error::new(io::ErrorKind::WouldBlock, "no more threads");
        let error = JoinError::no_thread(refusal);
        let source = std::error::Error::source(&error).unwrap();
        assert_eq!(source.to_string(), "no more threads");
        assert!(std::error::Error::source(&JoinError::shutdown()).is_none());
    }

    #[test]
    fn a_payload_is_not_lost_where_there_is_none() {
        let error = JoinError::shutdown().try_into_panic().unwrap_err();
        assert!(error.is_shutdown());
    }
}

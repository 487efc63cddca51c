//! [`PortalError`]: why a call into a portal gave no value.

use std::fmt;

use amphi_core::internal::hands_panic_on;
use amphi_core::{BlockOnError, BlockOnErrorKind, JoinError};

use super::NotStarted;

/// Why a call into a [`Portal`](crate::Portal) gave no value, or why there is no portal.
///
/// Ask with the `is_*` predicates, of which exactly one holds; the text says what to do and may
/// change.
///
/// ```
/// use amphi::{Portal, PortalError};
/// let portal = Portal::start()?;
/// let error: PortalError = portal.call(async { panic!("no such luck") }).unwrap_err();
/// assert!(error.is_panic());
/// assert_eq!(*error.into_panic().downcast::<&str>().unwrap(), "no such luck");
/// # Ok::<(), PortalError>(())
/// ```
pub struct PortalError(Repr);

enum Repr {
    Closed,
    OwnThread,
    Cycle,
    Timeout,
    NotStarted,
    Join(JoinError),
    Wait(BlockOnError),
    NotRunning(NotStarted),
}

impl PortalError {
    pub(super) const fn closed() -> Self {
        Self(Repr::Closed)
    }

    pub(super) const fn own_thread() -> Self {
        Self(Repr::OwnThread)
    }

    pub(super) const fn cycle() -> Self {
        Self(Repr::Cycle)
    }

    pub(super) const fn timeout() -> Self {
        Self(Repr::Timeout)
    }

    pub(super) const fn not_started() -> Self {
        Self(Repr::NotStarted)
    }

    pub(super) const fn join(error: JoinError) -> Self {
        Self(Repr::Join(error))
    }

    pub(super) const fn wait(error: BlockOnError) -> Self {
        Self(Repr::Wait(error))
    }

    pub(super) fn not_running(error: NotStarted) -> Self {
        Self(Repr::NotRunning(error))
    }

    /// Whether the portal was closed before the call; nothing of it ran.
    pub const fn is_closed(&self) -> bool {
        matches!(self.0, Repr::Closed)
    }

    /// Whether the call was refused since the thread that would wait runs the portal's tasks;
    /// nothing of it ran.
    pub const fn is_own_thread(&self) -> bool {
        matches!(self.0, Repr::OwnThread)
    }

    /// Whether the call was refused since the portal waits for the caller, directly or through
    /// other portals; nothing of it ran.
    pub const fn is_cycle(&self) -> bool {
        matches!(self.0, Repr::Cycle)
    }

    /// Whether the call was cancelled, by its handle or since the portal was closed.
    pub const fn is_cancelled(&self) -> bool {
        matches!(&self.0, Repr::Join(error) if error.is_cancelled())
    }

    /// Whether the portal's runtime has gone, and the call with it.
    pub fn is_shutdown(&self) -> bool {
        match &self.0 {
            Repr::Join(error) => error.is_shutdown(),
            Repr::Wait(error) => error.kind() == BlockOnErrorKind::RuntimeGone,
            _ => false,
        }
    }

    /// Whether the call panicked.
    pub const fn is_panic(&self) -> bool {
        matches!(&self.0, Repr::Join(error) if error.is_panic())
    }

    /// Whether the call did not end within its time and was cancelled.
    pub const fn is_timeout(&self) -> bool {
        matches!(self.0, Repr::Timeout)
    }

    /// Whether a task of [`start_task`](crate::Portal::start_task) let go of its
    /// [`Started`](crate::Started) without using it.
    pub const fn is_not_started(&self) -> bool {
        matches!(self.0, Repr::NotStarted)
    }

    /// Whether the portal itself could not be started: there is no runtime, or the system refused
    /// what it takes.
    pub const fn is_start_failed(&self) -> bool {
        matches!(self.0, Repr::NotRunning(_))
    }

    /// Whether the wait for the call was impossible where it was made; the call was cancelled.
    /// [`block_on_error`](Self::block_on_error) tells why.
    pub fn is_wait_failed(&self) -> bool {
        matches!(self.0, Repr::Wait(_)) && !self.is_shutdown()
    }

    /// Why the wait for the call was impossible, where it was.
    pub const fn block_on_error(&self) -> Option<&BlockOnError> {
        match &self.0 {
            Repr::Wait(error) => Some(error),
            _ => None,
        }
    }
}

hands_panic_on!(PortalError, "the call", Repr::Join(error) => {
    error.try_into_panic().map_err(Repr::Join)
});

impl fmt::Display for PortalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Closed => f.write_str(
                "the portal is closed and takes no more calls; close it after the last one, or \
                 start another portal",
            ),
            Repr::OwnThread => f.write_str(
                "the portal cannot be called from a thread that runs its own tasks, which would \
                 wait for itself; await the future there, or `spawn` it",
            ),
            Repr::Cycle => f.write_str(
                "the portal waits for the very task that calls it, which would never end; let one \
                 of the two await (`call_async`) or `spawn` instead",
            ),
            Repr::Timeout => f.write_str("the call did not end within its time and was cancelled"),
            Repr::NotStarted => {
                f.write_str("the task let go of its `Started` without telling that it started")
            }
            Repr::Join(error) if error.is_cancelled() => f.write_str(
                "the call was cancelled; close the portal with a longer deadline to let its calls \
                 end",
            ),
            Repr::Join(error) if error.is_shutdown() => f.write_str(
                "the portal's runtime has shut down; keep its owner alive while something calls",
            ),
            Repr::Join(error) => error.fmt(f),
            Repr::Wait(error) => error.fmt(f),
            Repr::NotRunning(error) => error.tell("portal", f),
        }
    }
}

impl std::error::Error for PortalError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Repr::NotRunning(error) => error.source(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;
    use crate::NoRuntime;

    #[test]
    fn predicates_exclude_each_other() {
        let wait = |kind| PortalError::wait(BlockOnError::new(kind));
        let refused = NotStarted::Refused(io::ErrorKind::OutOfMemory.into());
        let refused = PortalError::not_running(refused);
        let errors = [
            PortalError::closed(),
            PortalError::own_thread(),
            PortalError::cycle(),
            PortalError::join(JoinError::cancelled()),
            PortalError::join(JoinError::shutdown()),
            PortalError::join(JoinError::panicked(Box::new(()))),
            PortalError::timeout(),
            PortalError::not_started(),
            refused,
            wait(BlockOnErrorKind::Exhausted),
        ];
        let predicates = [
            PortalError::is_closed,
            PortalError::is_own_thread,
            PortalError::is_cycle,
            PortalError::is_cancelled,
            PortalError::is_shutdown,
            PortalError::is_panic,
            PortalError::is_timeout,
            PortalError::is_not_started,
            PortalError::is_start_failed,
            PortalError::is_wait_failed,
        ];
        for (place, error) in errors.iter().enumerate() {
            let found: Vec<_> = predicates.iter().map(|is| is(error)).collect();
            let expected: Vec<_> = (0..predicates.len()).map(|other| other == place).collect();
            assert_eq!(found, expected, "{error}");
        }
        assert!(wait(BlockOnErrorKind::RuntimeGone).is_shutdown());
        let nothing =
            PortalError::not_running(NotStarted::NoRuntime(NoRuntime::nothing_compiled_in()));
        assert!(nothing.is_start_failed() && nothing.to_string().contains("`smol`"));
    }

    #[test]
    fn what_is_no_panic_is_given_back() {
        let error = PortalError::timeout().try_into_panic().unwrap_err();
        assert!(error.is_timeout());
        let error = PortalError::join(JoinError::cancelled()).try_into_panic();
        assert!(error.unwrap_err().is_cancelled());
    }
}

//! [`PortalBuilder`]: how a portal is to be started.

use super::owner::Owner;
use super::{Portal, PortalError};

/// What a portal's thread is called where nobody names it.
pub(super) const THREAD: &str = "amphi-portal";

/// Starts a [`Portal`] that is not quite the ordinary one; made by [`Portal::builder`].
///
/// ```
/// use amphi::Portal;
/// let portal = Portal::builder().name("mailer").start()?;
/// let name = portal.call_sync(|| std::thread::current().name().map(String::from))?;
/// assert_eq!(name.as_deref(), Some("mailer"));
/// # Ok::<(), amphi::PortalError>(())
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "a builder does nothing until `start`"]
pub struct PortalBuilder {
    name: Option<String>,
}

impl PortalBuilder {
    /// Names the portal's thread. async-std's threads and those of a custom runtime keep theirs.
    pub fn name(self, name: impl Into<String>) -> Self {
        Self {
            name: Some(name.into()),
        }
    }

    /// Starts the portal; see [`Portal::start`].
    ///
    /// # Errors
    /// [`is_start_failed`](PortalError::is_start_failed): there is no runtime, or the system
    /// refuses the thread or its name.
    pub fn start(self) -> Result<Portal, PortalError> {
        let started = Owner::start(self.name.as_deref().unwrap_or(THREAD));
        let (handle, owner) = started.map_err(PortalError::not_running)?;
        Ok(Portal::new(handle, owner))
    }
}

//! [`PortalProvider`]: one portal for many users, by reference count.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::builder::THREAD;
use super::pool::Pool;
use super::{Closing, Portal, PortalError, PortalReport};

/// Starts a portal for the first of its users, shares it with all that come while one holds it, and
/// lets it go with the last.
///
/// Whoever comes first decides which kind of runtime it is, by
/// [`Handle::current`](crate::Handle::current).
///
/// ```
/// use std::time::Duration;
/// use amphi::{PortalError, PortalProvider};
///
/// static MAIL: PortalProvider = PortalProvider::new()
///     .name("mailer")
///     .linger(Duration::from_secs(10));
///
/// fn send() -> Result<(), PortalError> {
///     let portal = MAIL.lease()?;
///     portal.call(async { /* ... */ })
/// }
/// send()?;
/// send()?; // In the same portal: it lingers between the two.
/// # Ok::<(), PortalError>(())
/// ```
///
/// # Cancellation and drop
/// A lease is a share of the portal: dropping the last one drops the portal, or leaves it lingering.
/// Dropping the provider ends the lingering; leases that are held keep their portal.
pub struct PortalProvider {
    name: &'static str,
    linger: Duration,
    pool: OnceLock<Arc<Pool>>,
}

impl PortalProvider {
    /// A provider that has started nothing yet; may be a `static`.
    pub const fn new() -> Self {
        Self {
            name: THREAD,
            linger: Duration::ZERO,
            pool: OnceLock::new(),
        }
    }

    /// Names the portal's thread; see [`PortalBuilder::name`](super::PortalBuilder::name).
    #[must_use]
    pub const fn name(self, name: &'static str) -> Self {
        // An update of the struct would drop the rest, which a `const fn` must not do.
        let mut this = self;
        this.name = name;
        this
    }

    /// Keeps a portal that nobody holds for this long, for the next to come. Its tasks go on
    /// meanwhile.
    #[must_use]
    pub const fn linger(self, linger: Duration) -> Self {
        let mut this = self;
        this.linger = linger;
        this
    }

    /// A share of the portal, which is started where nobody holds one, or it was closed.
    ///
    /// # Errors
    /// As [`Portal::start`]; the next call tries again.
    pub fn lease(&self) -> Result<PortalLease, PortalError> {
        self.lease_or(|| Portal::builder().name(self.name).start())
    }

    fn lease_or(
        &self,
        start: impl FnOnce() -> Result<Portal, PortalError>,
    ) -> Result<PortalLease, PortalError> {
        let pool = self.pool.get_or_init(|| Arc::new(Pool::new(self.linger)));
        let portal = pool.take(start)?;
        Ok(PortalLease {
            portal: Some(portal),
            pool: pool.clone(),
        })
    }
}

impl Default for PortalProvider {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for PortalProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PortalProvider")
            .field("name", &self.name)
            .field("linger", &self.linger)
            .finish_non_exhaustive()
    }
}

/// A share of a [`Portal`], which it dereferences to. Dropping the last one drops the portal: what
/// still runs is cancelled.
pub struct PortalLease {
    /// `None` only while it is being dropped.
    portal: Option<Arc<Portal>>,
    pool: Arc<Pool>,
}

impl PortalLease {
    /// Gives the share back; where it was the last one, [closes](Portal::close) the portal with
    /// this deadline instead of dropping it. It does not linger then.
    ///
    /// To close it for everybody who shares it, call [`Portal::close`] on what this dereferences to.
    pub fn close(mut self, deadline: Duration) -> Closing {
        let portal = self.portal.take().expect(HELD);
        match self.pool.last(&portal) {
            Some(portal) => portal.close(deadline),
            None => Closing::done(PortalReport::default()),
        }
    }
}

impl Deref for PortalLease {
    type Target = Portal;

    fn deref(&self) -> &Portal {
        self.portal.as_ref().expect(HELD)
    }
}

impl Drop for PortalLease {
    fn drop(&mut self) {
        if let Some(portal) = self.portal.take() {
            Pool::give_back(&self.pool, portal);
        }
    }
}

impl fmt::Debug for PortalLease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PortalLease").field(&**self).finish()
    }
}

const HELD: &str = "a lease holds its portal until it is dropped";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal::NotStarted;

    #[test]
    fn b92_a_failed_first_start_leaves_the_provider_usable() {
        let provider = PortalProvider::new();
        let refusal = || {
            let refusal = std::io::ErrorKind::WouldBlock.into();
            PortalError::not_running(NotStarted::Refused(refusal))
        };
        let refused = || Err(refusal());
        for _ in 0..2 {
            assert!(provider.lease_or(refused).unwrap_err().is_start_failed());
        }
        let raised = std::panic::catch_unwind(|| provider.lease_or(|| panic!("no start")));
        assert!(raised.is_err());
        if let Ok(current) = crate::Handle::try_current() {
            let lease = provider.lease_or(|| Ok(Portal::on(current))).unwrap();
            assert_eq!(lease.call(async { 7 }).unwrap(), 7);
        }
    }
}

//! [`Portal`]: a runtime of its own, and calls into it from synchronous code.

mod account;
mod builder;
mod call;
mod chain;
mod close;
mod error;
mod handle;
mod owner;
mod pool;
mod provider;
mod running;
mod start_task;
mod started;
mod task;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use account::Account;

pub(crate) use close::PATIENCE;
pub(crate) use owner::{NotStarted, Owner};

pub use builder::PortalBuilder;
pub use call::Call;
pub use close::{Closing, PortalReport};
pub use error::PortalError;
pub use provider::{PortalLease, PortalProvider};
pub use started::Started;

use crate::Handle;

/// A runtime of its own in a thread of its own, that synchronous code calls into.
///
/// # Why
/// A program that is synchronous all through, a plugin, a test: they need a place where async code
/// lives on between calls (a connection, a background task), and an end that they can wait for.
/// [`Handle::block_on`] only runs a future here and now. A portal has tasks, takes account of them,
/// and ends with them.
///
/// # For callers
/// - [`call`](Self::call) runs a future there and waits; [`call_sync`](Self::call_sync) does so
///   with a closure, [`call_timeout`](Self::call_timeout) with a limit.
/// - [`spawn`](Self::spawn) starts a task and goes on; [`start_task`](Self::start_task) also waits
///   until the task says that it is ready.
/// - [`call_async`](Self::call_async) is for async code on another runtime.
/// - Share it as `&Portal` or `Arc<Portal>`, or take a lease of a [shared](Self::shared) one.
///
/// # Context
/// Calls can be made anywhere but in what would wait for itself: on a plain thread, in an offloaded
/// closure, in tasks of any other runtime. In the portal's own tasks, and everything that they
/// call, a call is refused ([`is_own_thread`](PortalError::is_own_thread)); so is one in a task that
/// the portal itself waits for ([`is_cycle`](PortalError::is_cycle)). The rule is the same on every
/// runtime, also where another thread could take over. [`spawn`](Self::spawn) and
/// [`call_async`](Self::call_async) work there as well, since they do not wait.
///
/// # Cancellation and drop
/// [`close`](Self::close) takes no more calls, lets those that run go on until a deadline, cancels
/// the rest and reports. Dropping the portal takes no more calls and cancels those that run, at
/// once, and never waits; a panic that unwinds past it does just that. A portal that is being
/// closed already goes on with that.
///
/// A task that is cancelled is dropped on the portal's thread when it suspends next. One that gives
/// its value all the same keeps it.
///
/// # Panics
/// A panic in a call is its [`PortalError`], with the payload; the portal goes on.
///
/// # Errors
/// [`PortalError`] tells them apart.
///
/// # Backends
/// | | tokio | smol | async-std | custom |
/// |---|---|---|---|---|
/// | [`start`](Self::start) | a current-thread runtime | an executor with one thread | the one of the process | the one that is current |
/// | its thread | all tasks run on it | a spare one runs tasks while it is blocked by a wait | its own | its own |
/// | its end | with the portal | with the portal | never; the portal's tasks end | the same |
/// | a call in a foreign task on its thread | refused | works | works | as that runtime can |
///
/// # Examples
/// ```
/// use std::time::Duration;
/// use amphi::{Portal, PortalError};
///
/// fn main() -> Result<(), PortalError> {
///     let portal = Portal::start()?;
///     let answer = portal.call(async {
///         amphi::sleep(Duration::from_millis(1)).await;
///         42
///     })?;
///     assert_eq!(answer, 42);
///
///     let background = portal.spawn(async { "goes on beside" });
///     assert_eq!(background.join().unwrap(), "goes on beside");
///
///     let report = portal.close(Duration::from_secs(10)).wait();
///     assert!(report.is_clean());
///     assert!(portal.call(async {}).unwrap_err().is_closed());
///     Ok(())
/// }
/// ```
///
/// A common mistake is to call back from inside, which would wait for itself:
/// ```
/// # use std::sync::Arc;
/// # use amphi::Portal;
/// let portal = Arc::new(Portal::start()?);
/// let inner = portal.clone();
/// let outer = portal.call(async move { inner.call(async { 7 }).unwrap_err().is_own_thread() });
/// assert!(outer?, "await it there instead");
/// # Ok::<(), amphi::PortalError>(())
/// ```
pub struct Portal {
    handle: Handle,
    account: Arc<Account>,
    /// What ends the runtime, where the portal started it and does not end yet.
    owner: Mutex<Option<Owner>>,
}

impl Portal {
    /// Starts a runtime in a thread of its own, of the kind that [`Handle::current`] would give.
    ///
    /// # Errors
    /// [`is_start_failed`](PortalError::is_start_failed): there is no runtime, or the system
    /// refuses the thread.
    pub fn start() -> Result<Self, PortalError> {
        Self::builder().start()
    }

    /// Starts one that is not quite the ordinary one.
    pub fn builder() -> PortalBuilder {
        PortalBuilder::default()
    }

    /// A portal onto a runtime that somebody else runs. Its end is that of its own tasks only.
    ///
    /// Where nobody drives the runtime (a current-thread one of tokio), a call ends with
    /// [`Undriven`](crate::BlockOnErrorKind::Undriven) if nobody ever did, and is reported as a stall
    /// otherwise; [`call_timeout`](Self::call_timeout) bounds it.
    ///
    /// ```
    /// use amphi::{Handle, Portal};
    /// let portal = Portal::on(Handle::current());
    /// assert_eq!(portal.call(async { 7 })?, 7);
    /// # Ok::<(), amphi::PortalError>(())
    /// ```
    pub fn on(handle: impl Into<Handle>) -> Self {
        Self::new(handle.into(), None)
    }

    /// A lease of the one portal that the whole process shares, started where nobody holds one; see
    /// [`PortalProvider::lease`].
    ///
    /// # Errors
    /// As [`start`](Self::start); the next call tries again.
    pub fn shared() -> Result<PortalLease, PortalError> {
        static SHARED: PortalProvider = PortalProvider::new();
        SHARED.lease()
    }

    /// The portal's runtime. What is started through it directly is no task of the portal: it is
    /// not counted, and ends with the runtime.
    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Whether it takes no more calls.
    pub fn is_closed(&self) -> bool {
        self.account.is_closed()
    }

    /// How many tasks of it have not ended, calls included.
    pub fn live_tasks(&self) -> usize {
        self.account.live()
    }

    fn new(handle: Handle, owner: Option<Owner>) -> Self {
        Self {
            handle,
            account: Arc::default(),
            owner: Mutex::new(owner),
        }
    }
}

/// See [`Portal::on`].
impl From<Handle> for Portal {
    fn from(handle: Handle) -> Self {
        Self::on(handle)
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        // One that is being closed has its own deadline. The owner goes last, and never waits.
        if self.account.close() {
            self.account.cancel();
        }
    }
}

impl fmt::Debug for Portal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Portal")
            .field("runtime", &self.handle)
            .field("live_tasks", &self.live_tasks())
            .field("is_closed", &self.is_closed())
            .finish()
    }
}

/// Locks, and goes on after a panic of another holder: no code of a user runs under our locks.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

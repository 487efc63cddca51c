//! [`CancelToken`]: the question whether to go on, to be handed down.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use super::node::Node;
use super::{Cancellable, Cancelled, WhenCancelled};
use crate::offload;

/// Tells the code that has it whether to go on.
///
/// Clones are the same token. An offloaded closure has one, [the current one](Self::current) while
/// it runs: to be given to threads and tasks that it starts. A [`new`](Self::new) one is cancelled
/// by [`cancel`](Self::cancel) alone.
///
/// # Context
/// Any thread.
///
/// # Cancellation and drop
/// Dropping tokens cancels nothing. Nothing can be taken back: what is cancelled remains so.
///
/// # Panics
/// None. A panic of a waker is swallowed, so that the others are woken all the same.
///
/// # Examples
/// ```
/// use std::{sync::mpsc, thread};
/// use amphi_core::cancel::CancelToken;
/// use amphi_core::{BlockOn, SpawnBlocking, TaskHandle};
///
/// let rt = amphi_smol::SmolRuntime::global();
/// let (started, has_started) = mpsc::channel();
/// let closure = rt.spawn_blocking(move || {
///     let token = CancelToken::current().expect("a closure has one");
///     let helper = thread::spawn(move || {
///         started.send(()).unwrap();
///         while !token.is_cancelled() {
///             thread::yield_now();
///         }
///         "the helper ended too"
///     });
///     helper.join().unwrap()
/// });
/// has_started.recv().unwrap();
/// assert_eq!(rt.block_on(closure.cancel()).unwrap(), "the helper ended too");
/// ```
#[derive(Clone)]
pub struct CancelToken(pub(super) Arc<Node>);

impl CancelToken {
    /// A token that nothing but [`cancel`](Self::cancel) cancels.
    pub fn new() -> Self {
        Self(Node::new())
    }

    /// The token of the work that runs on this thread: the innermost [`scope`](Self::scope) or
    /// [`Cancellable`] future inside the offloaded closure that runs here, else that closure's own;
    /// `None` where there is neither.
    ///
    /// ```
    /// use amphi_core::cancel::CancelToken;
    /// use amphi_core::{SpawnBlocking, TaskHandleExt};
    /// assert!(CancelToken::current().is_none());
    /// let rt = amphi_smol::SmolRuntime::global();
    /// assert!(rt.spawn_blocking(|| CancelToken::current().is_some()).join().unwrap());
    /// ```
    pub fn current() -> Option<Self> {
        offload::token_here()
    }

    /// A token that is cancelled with this one; cancelling it alone leaves this one as it is.
    ///
    /// ```
    /// use amphi_core::cancel::CancelToken;
    /// let parent = CancelToken::new();
    /// let (one, other) = (parent.child(), parent.child());
    /// one.cancel();
    /// assert!(!parent.is_cancelled() && !other.is_cancelled());
    /// parent.cancel();
    /// assert!(other.is_cancelled() && parent.child().is_cancelled());
    /// ```
    #[must_use]
    pub fn child(&self) -> Self {
        Self(self.0.child())
    }

    /// Cancels this token and its children; in force when the call returns. Wakes who waits, on
    /// this thread.
    ///
    /// Whoever has a closure's token can end it early this way; [`cancel`](crate::TaskHandle::cancel)
    /// of its handle also takes it back where it has not started, and can be awaited.
    pub fn cancel(&self) {
        self.0.cancel();
    }

    /// Whether it was cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }

    /// Fails where it was cancelled, for `?` between two steps.
    ///
    /// # Errors
    /// [`is_cancelled`](Cancelled::is_cancelled) from the cancellation on.
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.is_cancelled() {
            Err(Cancelled::CANCELLED)
        } else {
            Ok(())
        }
    }

    /// Resolves when it is cancelled; to be awaited, or waited for.
    ///
    /// ```
    /// use std::time::Duration;
    /// use amphi_core::cancel::CancelToken;
    /// let token = CancelToken::new();
    /// let waiting = token.clone();
    /// let waits = std::thread::spawn(move || waiting.cancelled().wait());
    /// assert!(!token.cancelled().wait_timeout(Duration::from_millis(1)));
    /// token.cancel();
    /// waits.join().unwrap();
    /// ```
    pub fn cancelled(&self) -> WhenCancelled {
        WhenCancelled::new(self.clone())
    }

    /// Runs `future` until this token is cancelled: then the future is dropped at once, and the
    /// error says so.
    ///
    /// A future that is ready gives its output and is never dropped early; one that was not polled
    /// since the cancellation is not polled again. While it is polled this is the
    /// [current token](Self::current). To be awaited, waited for, or spawned.
    ///
    /// ```
    /// use amphi_core::cancel::CancelToken;
    /// use amphi_core::{BlockOn, Spawner, TaskHandleExt};
    /// let rt = amphi_smol::SmolRuntime::global();
    /// let token = CancelToken::new();
    /// let endless = rt.spawn(token.run_until_cancelled(std::future::pending::<()>()));
    /// assert_eq!(rt.block_on(token.run_until_cancelled(async { 7 })), Ok(7));
    /// token.cancel();
    /// assert!(endless.join().unwrap().unwrap_err().is_cancelled());
    /// ```
    pub fn run_until_cancelled<F: Future>(&self, future: F) -> Cancellable<F> {
        Cancellable::new(future, Some(self.clone()))
    }

    /// Calls `f` with this as the [current token](Self::current) of this thread: what code below asks
    /// is answered by this one alone.
    ///
    /// So a [`child`](Self::child) of the current token can end one part of the work, and a
    /// [`new`](Self::new) one shields a part that has to be done to its end.
    ///
    /// ```
    /// use amphi_core::cancel::{CancelToken, check_cancelled, is_cancelled};
    /// let token = CancelToken::new();
    /// token.cancel();
    /// let seen = token.scope(|| {
    ///     // Must not be cut short.
    ///     assert!(!CancelToken::new().scope(is_cancelled));
    ///     check_cancelled()
    /// });
    /// assert!(seen.unwrap_err().is_cancelled());
    /// assert!(!is_cancelled());
    /// ```
    pub fn scope<R>(&self, f: impl FnOnce() -> R) -> R {
        let _here = offload::enter_token(self.clone());
        f()
    }
}

impl Default for CancelToken {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for CancelToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancelToken")
            .field("is_cancelled", &self.is_cancelled())
            .finish_non_exhaustive()
    }
}

//! [`Pinned`]: a value that lives on one thread; [`AffineScope`]: the thread that waits runs the calls.

mod builder;
mod call;
mod circle;
mod close;
mod error;
#[cfg(all(test, amphi_loom))]
mod model;
mod owner;
mod queue;
mod report;
mod scope;
mod with;

use std::fmt;
use std::sync::Arc;

use amphi_core::context::Context;

use call::Call;
use queue::Queue;

pub use builder::PinnedBuilder;
pub use close::Close;
pub use error::PinnedError;
pub use scope::AffineScope;
pub use with::With;

/// A value that is made, used and dropped on one thread of its own.
///
/// For what must not move: connections of C libraries, `Rc`, windows, anything that is not `Send`.
/// The handle itself is `Send` and `Sync` whatever the value is; clones share the value.
///
/// ```
/// use std::cell::RefCell;
/// use std::rc::Rc;
/// use amphi_pool::Pinned;
///
/// /// A connection as many libraries have it: not `Send`, and its statements share it.
/// struct Connection { log: Rc<RefCell<Vec<String>>> }
///
/// impl Connection {
///     fn open() -> Self {
///         Self { log: Rc::default() }
///     }
///     fn execute(&self, statement: &str) -> usize {
///         let log = Rc::clone(&self.log);
///         log.borrow_mut().push(statement.into());
///         log.borrow().len()
///     }
/// }
///
/// let database = Pinned::spawn(Connection::open);
///
/// // From synchronous code, on any thread:
/// let first = database.with(|db| db.execute("create table t (x)")).wait()?;
/// // From async code, on any runtime:
/// # use amphi_core::BlockOn;
/// let rt = amphi_smol::SmolRuntime::global();
/// let second = rt.block_on(async { database.with(|db| db.execute("insert into t values (1)")).await })?;
/// assert_eq!((first, second), (1, 2));
///
/// // Ends when the last handle has gone, or at a moment of your choice:
/// database.close().wait()?;
/// assert!(database.with(|db| db.execute("select x from t")).wait().unwrap_err().is_closed());
/// # Ok::<(), amphi_pool::PinnedError>(())
/// ```
///
/// # Order
/// Calls run one at a time, in the order in which they were made, never inside [`with`](Self::with).
/// A call that waits for something keeps the following ones waiting.
///
/// # A thread for a request
/// A `Pinned<()>` is a thread that several closures are to share, for libraries that keep their state
/// in thread-local variables:
///
/// ```
/// # use amphi_pool::Pinned;
/// let thread = Pinned::spawn(|| ());
/// let here = || std::thread::current().id();
/// let first = thread.with(move |()| here()).wait()?;
/// assert_eq!(thread.with(move |()| here()).wait()?, first);
/// # Ok::<(), amphi_pool::PinnedError>(())
/// ```
///
/// # Panics
/// A panic in a call goes to that call's [`With`]; the value stays, as the call left it. Where the
/// constructor panics, all calls are told ([`PinnedError::is_not_made`]).
///
/// # Cancellation and drop
/// When the last handle has been dropped, the queued calls run (those whose [`With`] was dropped do
/// not), then the value is dropped, then its thread ends. Dropping a handle never waits, and may be
/// done anywhere, also inside a call; [`close`](Self::close) can be waited for.
pub struct Pinned<T> {
    handle: Arc<Handle<T>>,
}

impl<T: 'static> Pinned<T> {
    /// Starts a thread and has it call `make`.
    ///
    /// It does not wait for `make`: calls are queued meanwhile.
    ///
    /// # Panics
    /// At the caller's location, where the system refuses the thread; see [`PinnedBuilder::spawn`].
    #[track_caller]
    pub fn spawn<F>(make: F) -> Self
    where
        F: FnOnce() -> T + Send + 'static,
    {
        match PinnedBuilder::new().spawn(make) {
            Ok(pinned) => pinned,
            Err(error) => panic!("the system refuses a thread for a pinned value: {error}"),
        }
    }

    /// Has `f` called with the value, on the value's thread, when its turn comes; in the caller's
    /// [context](amphi_core::context).
    pub fn with<F, R>(&self, f: F) -> With<R>
    where
        F: FnOnce(&mut T) -> R + Send + 'static,
        R: Send + 'static,
    {
        let queue = &self.handle.queue;
        let context = Context::current();
        let in_context = move |value: &mut T| context.sync_scope(|| f(value));
        let call = Arc::new(Call::new(in_context));
        queue.push(call.clone());
        With::new(call, queue.id)
    }

    /// Takes no more calls, from any handle; takes effect at this call. What is queued still runs,
    /// then the value is dropped, for which the future waits.
    pub fn close(&self) -> Close {
        let queue = self.handle.queue.clone();
        queue.close();
        let owner = queue.id;
        Close::new(queue, owner)
    }
}

impl<T> Clone for Pinned<T> {
    fn clone(&self) -> Self {
        Self {
            handle: self.handle.clone(),
        }
    }
}

impl<T> fmt::Debug for Pinned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pinned").finish_non_exhaustive()
    }
}

/// What the clones share; its drop is that of the last one.
struct Handle<T> {
    queue: Arc<Queue<T>>,
}

impl<T> Drop for Handle<T> {
    fn drop(&mut self) {
        self.queue.close();
    }
}

//! [`Runner`]: a runtime and a context that last from one run to the next.

mod close;
mod counted;
mod error;

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use amphi_core::cancel::CancelToken;
use amphi_core::context::SharedContext;

use close::Ending;
use counted::Counted;

pub use close::RunnerReport;
pub use error::RunnerError;

use crate::portal::{Closing, Owner};
use crate::until::Until;
use crate::{Handle, TaskGroup};

/// Runs futures one after the other, on one runtime of its own, with context variables that last.
///
/// # Why
/// A test, a command line, a notebook: async code is entered again and again from synchronous code,
/// and between two runs tasks go on, connections stay, variables keep their values. At the end nothing
/// may be left, and one wants to know what was. [`block_on`](crate::block_on) forgets; a
/// [`Portal`](crate::Portal) is for many callers, each call of which is a task of its own.
///
/// # For callers
/// - [`run`](Self::run) waits for a future on the calling thread; it may borrow, and need not be `Send`.
/// - What is started inside ([`spawn`](crate::spawn), [`spawn_blocking`](crate::spawn_blocking)), or by
///   the runner's [`handle`](Self::handle), belongs to the runner, and goes on between the runs.
/// - A variable that is [set](crate::context::ContextVar::set) in a run is set in the next one.
/// - [`close`](Self::close) ends what is left, and reports.
///
/// # Context
/// Any thread, nested too. Runs may overlap; they share the variables then. A runner begins with a copy
/// of the variables in scope where it is made. What is started in a run has a copy of its variables.
///
/// # Cancellation and drop
/// [`close`](Self::close) cancels everything at once, waits for it until a deadline, and ends the
/// runtime. Dropping the runner cancels everything, too, and waits for nothing. Afterwards its handle
/// starts nothing: a task or a closure is dropped, and its result
/// [`is_shutdown`](crate::JoinError::is_shutdown).
///
/// # Panics
/// A panic of the future goes on to the caller of `run`; the runner is as good as before. One of a task
/// is the result of its handle; what nobody has seen is in the report.
///
/// # Errors
/// [`RunnerError`].
///
/// # Backends
/// | | tokio | smol | async-std | custom |
/// |---|---|---|---|---|
/// | runtime | a current-thread one, on a thread of its own | an executor with one thread | the one of the process | the one that is current |
/// | its end | with the runner | with the runner | never; the runner's work ends | the same |
///
/// # Examples
/// ```
/// use std::time::Duration;
/// use amphi::{Runner, context_var};
///
/// context_var! { static USER: String }
///
/// let runner = Runner::new()?;
/// let task = runner.run(async {
///     USER.set("ann".into()).unwrap();
///     amphi::spawn(std::future::pending::<()>())
/// })?;
/// assert_eq!(runner.run(async { USER.get() })?.as_deref(), Some("ann"));
///
/// let report = runner.close(Duration::from_secs(10)).wait();
/// assert_eq!((report.joined, report.abandoned, report.panicked), (1, 0, 0));
/// assert!(task.join().unwrap_err().is_cancelled());
/// assert!(runner.run(async {}).unwrap_err().is_closed());
/// # Ok::<(), amphi::RunnerError>(())
/// ```
pub struct Runner {
    handle: Handle,
    group: Arc<TaskGroup<()>>,
    context: SharedContext,
    /// Ends the runs.
    closing: CancelToken,
    ending: Arc<Ending>,
}

/// What a runner's thread is called.
const THREAD: &str = "amphi-runner";

impl Runner {
    /// Starts a runtime in a thread of its own, of the kind that [`Handle::current`] would give.
    ///
    /// # Errors
    /// [`is_start_failed`](RunnerError::is_start_failed): there is no runtime, or the system refuses
    /// the thread.
    pub fn new() -> Result<Self, RunnerError> {
        let (handle, owner) = Owner::start(THREAD).map_err(RunnerError::not_running)?;
        Ok(Self::of(handle, owner))
    }

    /// A runner on a runtime that somebody else runs. Its end is that of its own work only.
    pub fn on(handle: impl Into<Handle>) -> Self {
        Self::of(handle.into(), None)
    }

    fn of(handle: Handle, owner: Option<Owner>) -> Self {
        let group = Arc::new(TaskGroup::on(handle));
        Self {
            handle: Handle::custom(Counted(group.clone())),
            ending: Arc::new(Ending::new(group.clone(), owner)),
            group,
            context: SharedContext::current(),
            closing: CancelToken::new(),
        }
    }

    /// Runs `future` on this thread, on the runner's runtime, and waits for it.
    ///
    /// # Errors
    /// The runner is closed, or was meanwhile, or the wait is impossible here. The future has been
    /// dropped then.
    #[track_caller]
    pub fn run<F: Future>(&self, future: F) -> Result<F::Output, RunnerError> {
        let present = self.group.present().ok_or(RunnerError::closed())?;
        let run = Until::new(self.context.scope(future), self.closing.clone());
        let waited = self.handle.try_block_on(run);
        drop(present);
        waited
            .map_err(RunnerError::wait)?
            .ok_or(RunnerError::cancelled())
    }

    /// The runner's runtime, which counts what is started on it.
    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Whether it runs nothing more.
    pub fn is_closed(&self) -> bool {
        self.closing.is_cancelled()
    }

    /// How much has not ended: tasks, closures, and runs.
    pub fn live(&self) -> usize {
        self.group.left()
    }

    /// Runs nothing more, cancels what is left, waits for that until `deadline` from now, and ends the
    /// runtime, where the runner started it.
    ///
    /// It begins with this call; `.await` or [`wait`](Closing::wait) for the report. It may take a
    /// second longer than `deadline`, for the threads to end. Closed again, it does nothing more: that
    /// one waits for the first, and reports what has not ended.
    ///
    /// In one of the runner's own tasks or runs, do not wait for it: what waits cannot end before.
    pub fn close(&self, deadline: Duration) -> Closing<RunnerReport> {
        let left_over = self.group.close();
        self.closing.cancel();
        self.ending.begin(left_over, deadline)
    }
}

/// See [`Runner::on`].
impl From<Handle> for Runner {
    fn from(handle: Handle) -> Self {
        Self::on(handle)
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        if !self.is_closed() {
            self.group.close();
            self.closing.cancel();
            self.ending.let_go();
        }
    }
}

impl fmt::Debug for Runner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runner")
            .field("runtime", self.group.handle())
            .field("live", &self.live())
            .field("is_closed", &self.is_closed())
            .finish()
    }
}

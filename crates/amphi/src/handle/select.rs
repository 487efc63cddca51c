//! Choosing a handle, and making one the current one.

use crate::{DefaultSet, EnterGuard, Handle, NoRuntime, select};

impl Handle {
    /// The current runtime, in this order:
    ///
    /// 1. the handle that was [entered](Self::enter) on this thread, last first; `block_on` and a
    ///    custom runtime's tasks and closures enter theirs;
    /// 2. the runtime of the task or offloaded closure that calls;
    /// 3. the one that the application [set as default](Self::set_default), else the one that its
    ///    `#[amphi::main(..)]` names, while that runs;
    /// 4. the one that the environment variable `AMPHI_RUNTIME` names (`smol`, `tokio`,
    ///    `async-std`), for trying things out;
    /// 5. a process-wide one of smol, else async-std, else tokio, whichever is compiled in,
    ///    started at the first use.
    ///
    /// # Panics
    /// Where [`try_current`](Self::try_current) fails, at the caller's location, with the error's
    /// text.
    #[track_caller]
    pub fn current() -> Self {
        match Self::try_current() {
            Ok(handle) => handle,
            Err(error) => panic!("{error}"),
        }
    }

    /// Like [`current`](Self::current), with an error where there is none.
    ///
    /// # Errors
    /// [`NoRuntime`]: no backend is compiled in, `AMPHI_RUNTIME` names none that is, or the system
    /// refused to start it.
    pub fn try_current() -> Result<Self, NoRuntime> {
        select::current()
    }

    /// Makes this the current runtime of this thread until the guard is dropped.
    ///
    /// Guards may be dropped in any order. A guard cannot be held across an `.await` of a task that
    /// may move to another thread: it is not `Send`.
    ///
    /// ```
    /// use amphi::Handle;
    /// let handle = Handle::smol();
    /// let entered = handle.enter();
    /// assert_eq!(Handle::current().backend().as_str(), "smol");
    /// drop(entered);
    /// ```
    pub fn enter(&self) -> EnterGuard {
        EnterGuard::new(self.clone())
    }

    /// Makes `handle` the runtime of code that runs on none.
    ///
    /// For applications, first thing in `main`; libraries leave the choice to them.
    ///
    /// # Errors
    /// [`DefaultSet`] where it was called before, with the handle inside; the first call holds.
    pub fn set_default(handle: impl Into<Self>) -> Result<(), DefaultSet> {
        select::set_default(handle.into())
    }
}

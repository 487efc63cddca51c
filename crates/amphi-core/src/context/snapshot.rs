//! [`Context`]: a copy of all that is in scope.

use std::fmt;
use std::future::Future;

use super::Scope;
use super::carrier::{Cargo, leave_behind};
use super::values::Values;

/// A copy of all that is in scope: the variables, the `tracing` span, what [carriers](super::Carrier)
/// carry. To be put in scope elsewhere.
///
/// A clone is two reference counts.
///
/// # For callers
/// Runtimes take the caller's context along by themselves. What amphi does not start needs it told:
///
/// ```
/// use amphi_core::context::Context;
/// amphi_core::context_var! { static REQUEST: u32 }
///
/// let read = REQUEST.sync_scope(7, || {
///     let context = Context::current();
///     std::thread::spawn(move || context.sync_scope(|| REQUEST.get()))
/// });
/// assert_eq!(read.join().unwrap(), Some(7));
/// ```
///
/// # For backends
/// `spawn` **must** take it where it is called, not where the future is first polled, and **must** wrap
/// the future inside of what publishes the result (C40, C7). Where there is nothing to carry the future
/// stays as it is, and costs nothing:
///
/// ```
/// # use std::future::Future;
/// use amphi_core::context::Context;
/// # struct Executor;
/// # impl Executor {
/// # fn start<F: Future + Send + 'static>(&self, _: F) {}
/// fn spawn<F: Future + Send + 'static>(&self, future: F) {
///     match Context::to_carry() {
///         None => self.start(future),
///         Some(context) => self.start(context.scope(future)),
///     }
/// }
/// # }
/// ```
///
/// A runtime that hands its work on to another one leaves it to that one, so that it is done once.
#[derive(Clone, Default)]
pub struct Context {
    values: Values,
    cargo: Cargo,
}

impl Context {
    /// What is in scope here.
    #[inline]
    pub fn current() -> Self {
        Self::to_carry().unwrap_or_default()
    }

    /// What is in scope here, where there is anything; for who starts work on a runtime.
    #[inline]
    pub fn to_carry() -> Option<Self> {
        if Values::nothing_here() && Cargo::nothing_here() {
            None
        } else {
            Self::capture()
        }
    }

    #[cold]
    fn capture() -> Option<Self> {
        let context = Self {
            values: Values::copy(),
            cargo: Cargo::capture(),
        };
        (!context.is_empty()).then_some(context)
    }

    /// With nothing in scope: what runs in it is isolated from the variables around.
    ///
    /// ```
    /// use amphi_core::context::Context;
    /// amphi_core::context_var! { static REQUEST: u32 }
    /// let seen = REQUEST.sync_scope(7, || Context::empty().sync_scope(|| REQUEST.get()));
    /// assert_eq!(seen, None);
    /// ```
    pub const fn empty() -> Self {
        Self {
            values: Values::NONE,
            cargo: Cargo::NONE,
        }
    }

    /// Calls `f` with nothing in scope, and gives nothing to what it starts: no variable, and neither
    /// the span nor what carriers carry, though those stay current in `f` itself.
    ///
    /// For work that does not belong to whoever happens to start it, and for runtimes that put the
    /// context inside of what they add to a task.
    ///
    /// ```
    /// use amphi_core::context::Context;
    /// use amphi_core::{Spawner, TaskHandleExt, context_var};
    /// context_var! { static REQUEST: u32 }
    ///
    /// let rt = amphi_smol::SmolRuntime::global();
    /// // The first request starts what serves all of them.
    /// let sweeper = || Context::left_behind(|| rt.spawn(async { REQUEST.get() }));
    /// assert_eq!(REQUEST.sync_scope(7, sweeper).join().unwrap(), None);
    /// ```
    pub fn left_behind<R>(f: impl FnOnce() -> R) -> R {
        Self::empty().sync_scope(|| leave_behind(f))
    }

    /// Whether nothing is carried, so that there is nothing to wrap.
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.values.is_none() && self.cargo.is_none()
    }

    /// Puts it in scope inside `future`, in place of what surrounds that.
    pub fn scope<F: Future>(self, future: F) -> Scope<F> {
        Scope::of_context(self, future)
    }

    /// Puts it in scope while `f` runs, in place of what is in scope here. It has been dropped when
    /// this returns.
    #[inline]
    pub fn sync_scope<R>(self, f: impl FnOnce() -> R) -> R {
        if self.is_empty() && Values::nothing_here() {
            return f();
        }
        let Self { mut values, cargo } = self;
        let _entered = values.enter();
        cargo.within(f)
    }

    pub(super) fn into_parts(self) -> (Values, Cargo) {
        (self.values, self.cargo)
    }

    pub(super) const fn of_values(values: Values) -> Self {
        let cargo = Cargo::NONE;
        Self { values, cargo }
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("is_empty", &self.is_empty())
            .finish_non_exhaustive()
    }
}

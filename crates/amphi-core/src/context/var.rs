//! [`ContextVar`] and the macro that declares them.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;

use super::Scope;
use super::values::{Entry, Key, Values};

/// Declares [`ContextVar`]s: statics with a type and no value.
///
/// ```
/// amphi_core::context_var! {
///     /// Who asks.
///     pub static USER: String;
///     static DEPTH: usize;
/// }
/// assert_eq!(DEPTH.sync_scope(1, || DEPTH.get()), Some(1));
/// assert_eq!(USER.get(), None);
/// ```
///
/// What must not be shared between threads cannot be carried:
/// ```compile_fail
/// amphi_core::context_var! { static LOCAL: std::cell::Cell<u8> }
/// ```
#[macro_export]
macro_rules! context_var {
    () => {};
    ($(#[$attribute:meta])* $visibility:vis static $name:ident: $type:ty $(; $($rest:tt)*)?) => {
        $(#[$attribute])*
        $visibility static $name: $crate::context::ContextVar<$type> =
            $crate::context::ContextVar::declared(stringify!($name));
        $($crate::context_var! { $($rest)* })?
    };
}

/// A variable whose value goes along with the work; declared by [`context_var!`](crate::context_var).
///
/// See the [module](crate::context).
///
/// # Context
/// Everything here works on any thread, with a runtime or without.
///
/// # Cancellation and drop
/// A value is dropped when its scope has ended and everything that was started in it has let go of
/// its copy: on the thread of whoever is last, before that one's result can be seen.
///
/// # Panics
/// None of its own. A panic inside a scope ends the scope.
pub struct ContextVar<T: 'static> {
    name: &'static str,
    /// It gives values and holds none.
    gives: PhantomData<fn() -> T>,
}

impl<T: Send + Sync + 'static> ContextVar<T> {
    /// For [`context_var!`](crate::context_var): a variable is known by its address, so it must be a
    /// `static`.
    #[doc(hidden)]
    pub const fn declared(name: &'static str) -> Self {
        let gives = PhantomData;
        Self { name, gives }
    }

    /// Gives it this value inside `future`, and in all that is started there.
    ///
    /// The value is set at each poll and while the future is dropped, and what was in scope around is
    /// put back after that. What surrounds the future when it is polled counts, not what surrounds
    /// this call.
    ///
    /// ```
    /// use amphi_core::{context_var, park};
    /// context_var! { static TENANT: &'static str }
    ///
    /// let inner = async { TENANT.scope("inner", async { TENANT.get() }).await };
    /// let outer = TENANT.scope("outer", async { (inner.await, TENANT.get()) });
    /// assert_eq!(park::block_on(outer), (Some("inner"), Some("outer")));
    /// ```
    pub fn scope<F: Future>(&'static self, value: T, future: F) -> Scope<F> {
        Scope::of_value(Entry::new(self.key(), value), future)
    }

    /// Gives it this value while `f` runs, and in all that is started there.
    pub fn sync_scope<R>(&'static self, value: T, f: impl FnOnce() -> R) -> R {
        let mut values = Values::current().with(Entry::new(self.key(), value));
        let _entered = values.enter();
        f()
    }

    /// A clone of its value here; `None` outside of any scope.
    pub fn get(&'static self) -> Option<T>
    where
        T: Clone,
    {
        Values::find_here(self.key())?.downcast_ref().cloned()
    }

    /// Looks at its value here; `None` outside of any scope.
    ///
    /// ```
    /// amphi_core::context_var! { static PATH: Vec<String> }
    /// let depth = || PATH.with(|path| path.map_or(0, Vec::len));
    /// assert_eq!(PATH.sync_scope(vec!["a".into(), "b".into()], depth), 2);
    /// assert_eq!(depth(), 0);
    /// ```
    pub fn with<R>(&'static self, f: impl FnOnce(Option<&T>) -> R) -> R {
        let value = Values::find_here(self.key());
        f(value.as_deref().and_then(|value| value.downcast_ref()))
    }

    /// Changes its value in the [`SharedContext`](super::SharedContext) whose scope this is, for
    /// everybody in it; the last one to do so wins.
    ///
    /// # Errors
    /// Gives `value` back where this is no shared context's scope, so that the change would be lost:
    /// in a plain scope, and in what was started in a shared one, which has a copy.
    pub fn set(&'static self, value: T) -> Result<(), T> {
        match Values::current().takes_change(self.key()) {
            Some(shared) => {
                shared.set(Entry::new(self.key(), value));
                Ok(())
            }
            None => Err(value),
        }
    }

    fn key(&'static self) -> Key {
        std::ptr::from_ref(self).addr()
    }
}

impl<T> fmt::Debug for ContextVar<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ContextVar").field(&self.name).finish()
    }
}

//! [`SharedContext`]: variables that can be changed for everybody who shares them.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use super::values::{Entry, Key, Value, Values};
use super::{Context, Scope};
use crate::sync::{Mutex, lock};

/// A context that collects changes: what is [set](super::ContextVar::set) inside one of its scopes is
/// seen in all of them, on any thread, at once. Where two set the same variable the last one wins.
///
/// Everything else gets copies, whose changes end with them. Use this where the changes of a call are to
/// come back: give the call a clone.
///
/// ```
/// use amphi_core::context::SharedContext;
/// use amphi_core::{BlockOn, SpawnBlocking, context_var};
///
/// context_var! { static USER: String }
///
/// let rt = amphi_smol::SmolRuntime::global();
/// let shared = SharedContext::current();
/// rt.block_on(shared.scope(async {
///     let call = shared.clone();
///     let login = rt.spawn_blocking(move || call.sync_scope(|| USER.set("ann".into())));
///     login.await.unwrap().expect("it runs in a shared scope");
///     assert_eq!(USER.get().as_deref(), Some("ann"));
/// }));
/// // Isolated from what is around.
/// assert_eq!(USER.get(), None);
/// ```
///
/// What is started inside a scope without a clone gets a copy, as always, so that `set` is refused there. A
/// scope of a variable inside a shared one keeps its value until it ends, so there `set` is refused too.
///
/// Only variables are shared; the `tracing` span and what [carriers](super::Carrier) carry is what it is
/// around the scope.
#[derive(Clone)]
pub struct SharedContext(Arc<Shared>);

/// Values that change.
pub(super) struct Shared {
    /// Never those of another shared context.
    values: Mutex<Values>,
}

impl SharedContext {
    /// Begins with no variable set.
    pub fn new() -> Self {
        Self::of(Values::NONE)
    }

    /// Begins with a copy of the variables in scope here.
    pub fn current() -> Self {
        Self::of(Values::copy())
    }

    /// Puts it in scope inside `future`, in place of the variables that surround that.
    pub fn scope<F: Future>(&self, future: F) -> Scope<F> {
        Scope::of_values(self.entering(), future)
    }

    /// Puts it in scope while `f` runs, in place of the variables in scope here.
    pub fn sync_scope<R>(&self, f: impl FnOnce() -> R) -> R {
        let mut values = self.entering();
        let _entered = values.enter();
        f()
    }

    /// A copy of the variables as they are now.
    pub fn snapshot(&self) -> Context {
        Context::of_values(self.0.values())
    }

    fn of(values: Values) -> Self {
        let values = Mutex::new(values);
        Self(Arc::new(Shared { values }))
    }

    fn entering(&self) -> Values {
        Values::of_shared(self.0.clone())
    }
}

impl Shared {
    pub(super) fn values(&self) -> Values {
        lock(&self.values).clone()
    }

    pub(super) fn find(&self, key: Key) -> Option<Value> {
        lock(&self.values).find(key)
    }

    pub(super) fn set(&self, entry: Entry) {
        let mut values = lock(&self.values);
        let changed = values.with(entry);
        let old = std::mem::replace(&mut *values, changed);
        drop(values);
        // The value that was replaced goes outside the lock.
        drop(old);
    }
}

impl Default for SharedContext {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for SharedContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedContext").finish_non_exhaustive()
    }
}

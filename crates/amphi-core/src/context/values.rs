//! [`Values`]: what is in scope, and what is in scope on this thread.
//!
//! Values are never changed: a scope makes new ones, so a copy is a reference count. A variable that
//! is set again is replaced in them, not hidden, so a chain of tasks that each start the next keeps
//! no more alive than there are variables.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::sync::Arc;

use super::shared::Shared;

thread_local! {
    /// What is in scope on this thread. No user code runs, and nothing is dropped, while it is
    /// borrowed.
    static CURRENT: RefCell<Values> = const { RefCell::new(Values::NONE) };
    /// Whether there are any: that is asked far more often.
    static ANY: Cell<bool> = const { Cell::new(false) };
}

/// Values of variables, by variable.
#[derive(Clone, Default)]
pub(super) struct Values(Option<Arc<Frame>>);

struct Frame {
    /// At most one of each variable.
    entries: Box<[Entry]>,
    /// What is asked for all other variables.
    shared: Option<Arc<Shared>>,
}

/// One variable's value.
#[derive(Clone)]
pub(super) struct Entry {
    key: Key,
    value: Value,
}

/// Tells variables apart: a variable is a `static`, so its address does.
pub(super) type Key = usize;
pub(super) type Value = Arc<dyn Any + Send + Sync>;

impl Entry {
    pub(super) fn new<T: Send + Sync + 'static>(key: Key, value: T) -> Self {
        let value = Arc::new(value);
        Self { key, value }
    }
}

impl Values {
    pub(super) const NONE: Self = Self(None);

    /// What is in scope here.
    pub(super) fn current() -> Self {
        // At a thread's end the store may have gone; then nothing is in scope.
        CURRENT
            .try_with(|current| current.borrow().clone())
            .unwrap_or_default()
    }

    /// What is in scope here, as it is now: later changes of a shared context leave it alone.
    pub(super) fn copy() -> Self {
        Self::current().settled()
    }

    /// The value of a variable here.
    pub(super) fn find_here(key: Key) -> Option<Value> {
        CURRENT
            .try_with(|current| current.borrow().find(key))
            .ok()
            .flatten()
    }

    /// Whether nothing is in scope here.
    #[inline]
    pub(super) fn nothing_here() -> bool {
        !ANY.get()
    }

    /// All that `shared` has, and nothing else.
    pub(super) fn of_shared(shared: Arc<Shared>) -> Self {
        Self(Some(Arc::new(Frame {
            entries: Box::default(),
            shared: Some(shared),
        })))
    }

    #[inline]
    pub(super) const fn is_none(&self) -> bool {
        self.0.is_none()
    }

    /// Whether these very values are in scope here.
    pub(super) fn are_here(&self) -> bool {
        let is_same = |here: &Self| match (&self.0, &here.0) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        };
        CURRENT
            .try_with(|current| is_same(&current.borrow()))
            .unwrap_or_else(|_| self.is_none())
    }

    pub(super) fn find(&self, key: Key) -> Option<Value> {
        let frame = self.0.as_ref()?;
        let own = frame.entries.iter().find(|entry| entry.key == key);
        match own {
            Some(entry) => Some(entry.value.clone()),
            None => frame.shared.as_ref()?.find(key),
        }
    }

    /// The shared context that a change of a variable goes to, unless a scope inside that one has
    /// set it.
    pub(super) fn takes_change(&self, key: Key) -> Option<Arc<Shared>> {
        let frame = self.0.as_ref()?;
        let is_fixed = frame.entries.iter().any(|entry| entry.key == key);
        frame.shared.clone().filter(|_| !is_fixed)
    }

    /// These, with one more or one replaced.
    pub(super) fn with(&self, entry: Entry) -> Self {
        let shared = self.0.as_ref().and_then(|frame| frame.shared.clone());
        let entries = merged(self.entries(), &[entry]);
        Self(Some(Arc::new(Frame { entries, shared })))
    }

    /// These, with those of a shared context as they are now.
    fn settled(self) -> Self {
        let shared = self.0.as_ref().and_then(|frame| frame.shared.as_ref());
        let Some(shared) = shared else { return self };
        let under = shared.values();
        if self.entries().is_empty() {
            return under;
        }
        let entries = merged(under.entries(), self.entries());
        let shared = None;
        Self(Some(Arc::new(Frame { entries, shared })))
    }

    fn entries(&self) -> &[Entry] {
        self.0.as_ref().map_or(&[], |frame| &frame.entries)
    }

    /// Puts these in scope on this thread until the guard is dropped.
    #[inline]
    pub(super) fn enter(&mut self) -> Entered<'_> {
        self.swap();
        Entered(self)
    }

    fn swap(&mut self) {
        // Where the store has gone both swaps do nothing.
        let _ = CURRENT.try_with(|current| {
            ANY.set(!self.is_none());
            std::mem::swap(&mut *current.borrow_mut(), self);
        });
    }
}

/// Values that are in scope. Meanwhile what was in scope before is kept in their place, and it is
/// put back also after a panic.
pub(super) struct Entered<'a>(&'a mut Values);

impl Drop for Entered<'_> {
    #[inline]
    fn drop(&mut self) {
        self.0.swap();
    }
}

/// All of both; of a variable that both have, the value of `over`.
fn merged(under: &[Entry], over: &[Entry]) -> Box<[Entry]> {
    let is_over = |entry: &&Entry| over.iter().any(|other| other.key == entry.key);
    let mut entries = Vec::with_capacity(under.len() + over.len());
    entries.extend(under.iter().filter(|entry| !is_over(entry)).cloned());
    entries.extend_from_slice(over);
    entries.into_boxed_slice()
}

//! [`Soon`]: a value that will be there when its group has ended.

use std::fmt;
use std::sync::Arc;

use amphi_core::JoinError;

use super::slot::Slot;

/// The result of a piece of a group's work, to be read when the group has been joined; made by
/// [`TaskGroup::soon`](crate::TaskGroup::soon).
///
/// For work of several types in one group: each has its own `Soon`, and none is among the results
/// that the group gives. It does not wait; the group does.
///
/// ```
/// use amphi::TaskGroup;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let group = TaskGroup::<()>::new();
/// let mut name = group.soon(async { "ann".to_owned() });
/// let mut age = group.soon_blocking(|| 42);
/// group.join_all().wait();
/// assert_eq!((name.take()??, age.take()??), ("ann".to_owned(), 42));
/// # Ok(())
/// # }
/// ```
///
/// # Cancellation and drop
/// Dropping it changes nothing for the work, whose result is dropped then, a panic too; that is
/// counted by [`TaskGroup::panics`](crate::TaskGroup::panics).
#[must_use = "what the work gives can only be read here"]
pub struct Soon<V> {
    slot: Arc<Slot<V>>,
    /// Once it was looked at.
    result: Option<Result<V, JoinError>>,
}

impl<V> Soon<V> {
    pub(super) fn new(slot: Arc<Slot<V>>) -> Self {
        Self { slot, result: None }
    }

    /// Whether the work has ended, so that there is a result to read.
    pub fn is_ready(&self) -> bool {
        self.slot.is_filled()
    }

    /// Looks at the result.
    ///
    /// # Errors
    /// [`Pending`] as long as the work has not ended. The inner one is the work's own: it panicked,
    /// was cancelled, or its runtime has gone.
    ///
    /// # Panics
    /// Where the result was taken before, at the caller's location.
    ///
    /// ```
    /// use amphi::TaskGroup;
    /// let group = TaskGroup::<()>::new();
    /// let (release, released) = std::sync::mpsc::channel::<()>();
    /// let mut soon = group.soon_blocking(move || released.recv().is_err());
    /// assert!(soon.try_get().is_err());
    /// drop(release);
    /// group.join_all().wait();
    /// assert!(*soon.try_get().unwrap().as_ref().unwrap());
    /// ```
    #[track_caller]
    pub fn try_get(&mut self) -> Result<&Result<V, JoinError>, Pending> {
        if self.result.is_none() {
            self.result = self.slot.take();
        }
        self.result.as_ref().ok_or(Pending(()))
    }

    /// Takes the result out.
    ///
    /// # Errors
    /// As [`try_get`](Self::try_get); where it is pending, it can be taken later.
    ///
    /// # Panics
    /// Where the result was taken before, at the caller's location.
    #[track_caller]
    pub fn take(&mut self) -> Result<Result<V, JoinError>, Pending> {
        let result = self.result.take().or_else(|| self.slot.take());
        result.ok_or(Pending(()))
    }
}

impl<V> fmt::Debug for Soon<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Soon")
            .field("is_ready", &self.is_ready())
            .finish_non_exhaustive()
    }
}

/// The work of a [`Soon`] has not ended: its group must be joined first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pending(());

impl fmt::Display for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the work of this `Soon` has not ended; join its group before the value is read, or \
             ask `is_ready`",
        )
    }
}

impl std::error::Error for Pending {}

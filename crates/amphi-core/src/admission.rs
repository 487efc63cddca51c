//! [`Admission`]: room for a closure, where there is a limit to what may be queued.

use std::any::Any;
use std::fmt;

/// Room for one closure, or a place in the line of those who wait for it; see
/// [`SpawnBlocking::poll_room`](crate::SpawnBlocking::poll_room).
///
/// Dropping it gives back what it holds.
#[derive(Default)]
pub struct Admission(Option<Box<dyn Any + Send + Sync>>);

impl Admission {
    /// Holds nothing yet.
    pub const fn new() -> Self {
        Self(None)
    }

    /// What the limit keeps in it; `make` where that is nothing yet, or what another one has kept.
    ///
    /// ```
    /// use amphi_core::Admission;
    /// let mut admission = Admission::new();
    /// *admission.kept_or_insert_with(|| 6) += 1;
    /// assert_eq!(*admission.kept_or_insert_with(|| 0), 7);
    /// ```
    pub fn kept_or_insert_with<K: Any + Send + Sync>(
        &mut self,
        make: impl FnOnce() -> K,
    ) -> &mut K {
        if !self.0.as_ref().is_some_and(|kept| kept.is::<K>()) {
            self.0 = Some(Box::new(make()));
        }
        let kept = self.0.as_mut().and_then(|kept| kept.downcast_mut());
        kept.expect("it was made above")
    }
}

impl fmt::Debug for Admission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Admission")
            .field("holds", &self.0.is_some())
            .finish()
    }
}

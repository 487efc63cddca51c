//! [`Keep`]: a waker on its way to where it is kept.

use std::mem;
use std::task::Waker;

/// A waker on its way to where it is kept, under a lock of ours. Nothing of a waker runs under that lock:
/// it is cloned before, and only where it has to be; the one that it replaces is dropped after, with this.
/// So make this before you lock.
///
/// ```
/// use std::sync::Mutex;
/// use std::task::Waker;
/// use amphi_core::internal::Keep;
///
/// let place = Mutex::new(None);
/// let mut keep = Keep::new(Waker::noop());
/// while !keep.put(&mut place.lock().unwrap()) {
///     keep.prepare();
/// }
/// assert!(place.lock().unwrap().is_some());
/// ```
#[derive(Debug)]
pub struct Keep<'a> {
    waker: &'a Waker,
    /// Its clone, until it is kept; then the one before it.
    other: Option<Waker>,
}

impl<'a> Keep<'a> {
    /// Clones nothing yet.
    #[inline]
    pub const fn new(waker: &'a Waker) -> Self {
        Self { waker, other: None }
    }

    /// Under the lock: keeps the waker in `place`, unless one that does the same is there. False where it
    /// has to be [prepared](Self::prepare) first.
    #[inline]
    pub fn put(&mut self, place: &mut Option<Waker>) -> bool {
        if place
            .as_ref()
            .is_some_and(|kept| kept.will_wake(self.waker))
        {
            return true;
        }
        let is_prepared = self.other.is_some();
        if is_prepared {
            mem::swap(place, &mut self.other);
        }
        is_prepared
    }

    /// Outside the lock: clones the waker.
    #[inline]
    pub fn prepare(&mut self) {
        self.other = Some(self.waker.clone());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::task::Wake;

    use super::*;

    struct Never;

    impl Wake for Never {
        fn wake(self: Arc<Self>) {}
    }

    #[test]
    fn it_is_cloned_only_where_it_has_to_be() {
        let (first, second) = (Arc::new(Never), Arc::new(Never));
        let wakers = [&first, &second].map(|never| Waker::from(never.clone()));
        let clones = || [&first, &second].map(|never| Arc::strong_count(never) - 2);
        let mut place = None;
        let mut keep = Keep::new(&wakers[0]);
        assert!(!keep.put(&mut place));
        assert_eq!(clones(), [0, 0]);
        keep.prepare();
        assert!(keep.put(&mut place));
        assert_eq!(clones(), [1, 0]);
        assert!(Keep::new(&wakers[0]).put(&mut place), "it is there");
        assert_eq!(clones(), [1, 0]);
    }

    #[test]
    fn what_it_replaces_lives_as_long_as_it() {
        let (first, second) = (Arc::new(Never), Arc::new(Never));
        let waker = Waker::from(second.clone());
        let mut place = Some(first.clone().into());
        let mut keep = Keep::new(&waker);
        keep.prepare();
        assert!(keep.put(&mut place));
        assert_eq!(Arc::strong_count(&first), 2);
        drop(keep);
        assert_eq!(Arc::strong_count(&first), 1);
        assert!(place.unwrap().will_wake(&waker));
    }
}

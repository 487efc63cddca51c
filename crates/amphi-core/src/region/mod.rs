//! Keeping a runtime's other tasks going while one of its threads is blocked.
//!
//! A thread that is about to park may belong to an executor, and not to the one whose future it
//! waits for. So each backend registers, once, how its own threads are to be covered; a wait on
//! any runtime then goes through [`block`], which asks all of them. Backends need not know each
//! other, and a stranger's backend takes part like ours.

mod arrive;

use std::cell::Cell;
use std::panic::Location;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

pub use arrive::{Arrival, Arrive, arrive, register_arrival};

use crate::offload::{self, TakeBack};
use crate::{BlockOnError, stall};

/// Covers for the threads of one kind of runtime while they are blocked.
///
/// # For implementors
/// 1. On a thread that is not one of yours (nor inside your executor), `cover` **must** only call
///    `next`.
/// 2. On one of yours it **must** make sure that the runtime's other tasks go on, call `next`, and
///    then undo that, also when `next` panics.
/// 3. It **must** call `next` exactly once where it returns `Ok`, and not at all where it returns an
///    error.
pub trait Cover: Send + Sync {
    /// Calls `next`, which blocks this thread or covers for another runtime.
    ///
    /// # Errors
    /// Where nothing could cover for this thread; `next` was not called.
    fn cover(&self, next: &mut dyn FnMut() -> Result<(), BlockOnError>)
    -> Result<(), BlockOnError>;
}

/// Looks at the waits of a thread whose runtime may stand still meanwhile; see [`watch`].
pub trait Watcher: Send + Sync {
    /// Called on the waiting thread, when a wait has not ended: reports it, or finds that it cannot
    /// end. Gives the time until it wants to be called again, or `None` where it has seen enough.
    ///
    /// # Errors
    /// Ends the wait with this error.
    fn look(&self, stall: &Stall) -> Result<Option<Duration>, BlockOnError>;

    /// Called after each poll that left the future pending: gives the time until the wait is to be
    /// looked at, where the poll made that sooner than was said before.
    fn hurry(&self) -> Option<Duration> {
        None
    }

    /// Called before each park: gives the time after which the future is to be polled though nobody
    /// has woken it, for runtimes that keep a wake-up to themselves while their thread waits.
    fn poll_again(&self, wait: &Stall) -> Option<Duration> {
        let _ = wait;
        None
    }
}

/// A wait that has not ended when a runtime looked at it.
#[derive(Clone, Copy, Debug)]
pub struct Stall {
    start: Instant,
    location: &'static Location<'static>,
}

impl Stall {
    pub(crate) fn new(start: Instant, location: &'static Location<'static>) -> Self {
        Self { start, location }
    }

    /// How long the wait has lasted.
    pub fn waited(&self) -> Duration {
        self.start.elapsed()
    }

    /// Who waits.
    pub fn location(&self) -> &'static Location<'static> {
        self.location
    }
}

/// Who looks at this thread's waits, and when first.
#[derive(Clone, Copy)]
pub(crate) struct Watch {
    pub(crate) by: &'static dyn Watcher,
    pub(crate) at: Instant,
}

impl Watch {
    /// Looks sooner where the last poll gave reason to.
    pub(crate) fn hurry(&mut self) {
        if let Some(soon) = self.by.hurry() {
            self.at = self.at.min(Instant::now() + soon);
        }
    }
}

thread_local! {
    /// Who looks at the wait that is about to begin on this thread.
    static WATCH: Cell<Option<(&'static dyn Watcher, Duration)>> = const { Cell::new(None) };
}

/// Calls `next`, with the waits inside it [looked at](Watcher::look) by `by` when they have lasted
/// for `after`. For a [`Cover`] that could not, or may not be able to, keep its runtime going.
///
/// # Errors
/// Those of `next`.
pub fn watch(
    by: &'static dyn Watcher,
    after: Duration,
    next: &mut dyn FnMut() -> Result<(), BlockOnError>,
) -> Result<(), BlockOnError> {
    let _outer = Unwatch(WATCH.replace(Some((by, after))));
    next()
}

pub(crate) fn watching() -> Option<Watch> {
    WATCH.get().map(|(by, after)| Watch {
        by,
        at: Instant::now() + after,
    })
}

/// Puts back who watched before, also after a panic.
struct Unwatch(Option<(&'static dyn Watcher, Duration)>);

impl Drop for Unwatch {
    fn drop(&mut self) {
        WATCH.set(self.0);
    }
}

/// More kinds of runtime than a process can sensibly hold; a fixed table needs no lock at a wait.
const KINDS: usize = 16;

static COVERS: [OnceLock<&'static dyn Cover>; KINDS] = [const { OnceLock::new() }; KINDS];

/// Adds a kind of runtime whose threads need cover. Call it once for each kind, before its first
/// task can block.
///
/// # Panics
/// Beyond sixteen kinds, at the caller's location.
#[track_caller]
pub fn register(cover: &'static dyn Cover) {
    assert!(
        COVERS.iter().any(|place| place.set(cover).is_ok()),
        "no room for another kind of runtime: `region::register` is for kinds, not for each \
         runtime; call it once for each kind"
    );
}

/// Calls `wait`, which blocks this thread, with every registered runtime covered for.
///
/// # Errors
/// The refusal of a runtime that cannot spare this thread; `wait` was not called then.
pub fn block(wait: &mut dyn FnMut()) -> Result<(), BlockOnError> {
    if offload::is_inside() {
        watch(&TakeBack, stall::threshold(), &mut || nest(&COVERS, wait))
    } else {
        nest(&COVERS, wait)
    }
}

fn nest(
    covers: &[OnceLock<&'static dyn Cover>],
    wait: &mut dyn FnMut(),
) -> Result<(), BlockOnError> {
    match covers
        .split_first()
        .and_then(|(first, rest)| Some((first.get()?, rest)))
    {
        None => {
            wait();
            Ok(())
        }
        Some((first, rest)) => first.cover(&mut || nest(rest, wait)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::BlockOnErrorKind;
    use std::cell::Cell;

    thread_local! {
        static REFUSE: Cell<bool> = const { Cell::new(false) };
        static DEPTH: Cell<usize> = const { Cell::new(0) };
    }

    struct Counting;
    impl Cover for Counting {
        fn cover(
            &self,
            next: &mut dyn FnMut() -> Result<(), BlockOnError>,
        ) -> Result<(), BlockOnError> {
            if REFUSE.get() {
                return Err(BlockOnError::new(BlockOnErrorKind::Exhausted));
            }
            DEPTH.set(DEPTH.get() + 1);
            next()
        }
    }

    struct Impatient;
    impl Watcher for Impatient {
        fn look(&self, stall: &Stall) -> Result<Option<Duration>, BlockOnError> {
            assert_eq!(stall.location().file(), file!());
            DEPTH.set(DEPTH.get() + 1);
            if DEPTH.get() < 3 {
                return Ok(Some(Duration::ZERO));
            }
            Err(BlockOnError::new(BlockOnErrorKind::Exhausted))
        }
    }

    #[test]
    fn a_watched_wait_is_looked_at_and_can_be_ended() {
        let never = std::future::pending::<()>();
        let waited = crate::park::wait_for(never, |wait| {
            watch(&Impatient, Duration::ZERO, &mut || {
                wait();
                Ok(())
            })
        });
        assert_eq!(waited.unwrap_err().kind(), BlockOnErrorKind::Exhausted);
        assert_eq!(DEPTH.get(), 3);
        assert!(watching().is_none());
    }

    #[test]
    fn every_registered_runtime_is_asked_and_may_refuse() {
        register(&Counting);
        register(&Counting);
        let mut waited = 0;
        block(&mut || waited += 1).unwrap();
        assert_eq!((waited, DEPTH.get()), (1, 2));

        REFUSE.set(true);
        let error = block(&mut || waited += 1).unwrap_err();
        assert_eq!(error.kind(), BlockOnErrorKind::Exhausted);
        assert_eq!(waited, 1);
    }
}

//! Keeping a runtime's other tasks going while one of its threads is blocked.
//!
//! A thread that is about to park may belong to an executor, and not to the one whose future it
//! waits for. So each backend registers, once, how its own threads are to be covered; a wait on
//! any runtime then goes through [`block`], which asks all of them. Backends need not know each
//! other, and a stranger's backend takes part like ours.

mod arrive;
mod standstill;
mod watch;

use std::sync::OnceLock;

pub use arrive::{Arrival, Arrive, arrive, register_arrival};
pub use standstill::{Seen, Sign, Standstill};
pub use watch::{Stall, Watcher, watch};
pub(crate) use watch::{Watches, watching};

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

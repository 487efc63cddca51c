//! Closures that wait for closures, deeper than their pool has threads.
//!
//! Each thread of a pool may run a closure that waits for another one, which is queued behind them
//! all and so never starts. A wait inside a closure therefore looks after the closures that it polls:
//! where one has not started a moment later, a spare thread takes it. The thread that waits stands
//! still meanwhile, so no more closures *work* at a time than the pool has threads.
//!
//! It is not run by the waiting thread itself, although that would need no other: what waits may
//! have a timeout, hold a lock or have borrowed a thread-local value, and its stack may be deep.
//!
//! Only what the wait itself polls is taken. Where it waits for a task that waits for a closure, the
//! wait is reported when nothing that is queued anywhere has started for a while.

use std::mem;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use super::current;
use crate::region::{Stall, Watcher};
use crate::spare::Spares;
use crate::{BlockOnError, stall};

/// A chain of closures may be this much deeper than its pool.
const MOST: usize = 1024;

static SPARES: Spares = Spares::new("amphi-offload", MOST);

/// How long a closure may be queued before the one that waits for it has it taken: far longer than
/// a pool with an idle thread needs.
const FIRST: Duration = Duration::from_millis(2);
/// The same inside a closure that was taken: its pool had no thread left a moment ago.
const NEXT: Duration = Duration::from_micros(100);
/// How often a wait looks again that found no spare thread.
const AGAIN: Duration = Duration::from_millis(100);
/// The longest time between two looks for a pool that stands still.
const SELDOM: Duration = Duration::from_secs(10);

/// A closure that may not have started.
pub(super) trait Take: Send + Sync {
    /// Whether it is still to be started.
    fn is_queued(&self) -> bool;
    /// Runs it here, where nobody else has started it.
    fn take(self: Arc<Self>);
}

/// The closures that the waits inside one closure wait for, as far as they were queued.
#[derive(Default)]
pub(super) struct Wanted {
    /// Tells this from those of all other closures; zero until it is needed.
    id: usize,
    /// Polled since a wait looked last.
    queued: Vec<Weak<dyn Take>>,
    /// For these there was no spare thread.
    refused: Vec<Weak<dyn Take>>,
    /// How many closures had started when a wait inside this one looked last.
    started: Option<usize>,
}

/// Remembers a closure that a wait on this thread polled before it had started; `wanted_by` is the
/// closure's own memory of who did.
pub(super) fn want(closure: Weak<dyn Take>, wanted_by: &AtomicUsize) {
    static IDS: AtomicUsize = AtomicUsize::new(1);
    current::with(|frame| {
        let wanted = frame.wanted_mut();
        if wanted.id == 0 {
            wanted.id = IDS.fetch_add(1, Ordering::Relaxed);
        }
        if wanted_by.swap(wanted.id, Ordering::Relaxed) == wanted.id {
            return;
        }
        // A closure that runs for long waits for many; those that have gone must not pile up.
        if wanted.queued.len() == wanted.queued.capacity() {
            wanted.queued.retain(|closure| closure.strong_count() > 0);
        }
        wanted.queued.push(closure);
    });
}

/// Looks after the waits inside a closure.
pub(crate) struct TakeBack;

impl Watcher for TakeBack {
    fn hurry(&self) -> Option<Duration> {
        current::with(|frame| {
            let delay = if frame.is_taken { NEXT } else { FIRST };
            let is_hurry = frame
                .wanted()
                .is_some_and(|wanted| !wanted.queued.is_empty());
            is_hurry.then_some(delay)
        })
        .flatten()
    }

    fn look(&self, wait: &Stall) -> Result<Option<Duration>, BlockOnError> {
        let wanted = current::with(|frame| {
            let wanted = frame.wanted_mut();
            let mut all = mem::take(&mut wanted.refused);
            all.append(&mut wanted.queued);
            all
        });
        let mut refused = wanted.unwrap_or_default();
        refused.retain(|closure| !taken(closure));
        let threshold = stall::threshold();
        if !refused.is_empty() {
            if wait.waited() >= threshold {
                stall::report(
                    wait,
                    "it waits in an offloaded closure for another one that has not started: its pool \
                     has no thread left, and no spare one could be started. Await it in async code \
                     instead, or raise the pool's limit",
                );
            }
            current::with(|frame| frame.wanted_mut().refused = refused);
            return Ok(Some(AGAIN));
        }
        if wait.waited() < threshold {
            return Ok(Some(threshold - wait.waited()));
        }
        if let Some(waiting) = stands_still() {
            stall::report(
                wait,
                format!(
                    "it waits in an offloaded closure, and none of {waiting} queued closures has \
                     started for a while: all threads of their pool may wait like this one. Await \
                     in async code instead, or raise the pool's limit"
                ),
            );
        }
        Ok(Some(wait.waited().clamp(threshold, threshold.max(SELDOM))))
    }
}

/// Has a spare thread run the closure; false where there is none.
fn taken(closure: &Weak<dyn Take>) -> bool {
    let Some(closure) = closure.upgrade().filter(|closure| closure.is_queued()) else {
        return true;
    };
    SPARES.start(Box::new(move || closure.take())).is_ok()
}

/// Whether the closure that runs here was taken from a pool without threads by a spare thread: a
/// backend whose closures need a context enters it there itself.
pub fn is_taken() -> bool {
    current::with(|frame| frame.is_taken).unwrap_or(false)
}

/// A count on cache lines of its own: those who queue closures and those who run them change only their own
/// one. (Two lines, since processors fetch them in pairs.)
#[repr(align(128))]
struct Count(AtomicUsize);

impl Count {
    const fn new() -> Self {
        Self(AtomicUsize::new(0))
    }

    fn one_more(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn get(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

/// Closures that were made, and those of them that have started or were dropped, in this process.
static MADE: Count = Count::new();
static STARTED: Count = Count::new();

/// One more closure is queued.
pub(super) fn made() {
    MADE.one_more();
}

/// One of them is not any more.
pub(super) fn started() {
    STARTED.one_more();
}

/// How many closures are queued, where none has started since the last look of this closure.
fn stands_still() -> Option<usize> {
    let started = STARTED.get();
    let before = current::with(|frame| frame.wanted_mut().started.replace(started)).flatten();
    let queued = MADE.get().wrapping_sub(started);
    (before == Some(started) && queued > 0).then_some(queued)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offload::new;
    use crate::park::poll_now;
    use std::pin::pin;

    #[test]
    fn closures_that_have_gone_do_not_pile_up() {
        let (outer, _handle) = new(|| {
            for _ in 0..1000 {
                let (job, handle) = new(|| ());
                let mut handle = pin!(handle);
                // Polled twice, wanted once.
                assert!(poll_now(handle.as_mut()).is_pending());
                assert!(poll_now(handle.as_mut()).is_pending());
                job.run();
            }
            let kept = current::with(|frame| frame.wanted_mut().queued.len()).unwrap();
            assert!(kept <= 4, "{kept} are kept");
        });
        outer.run();
    }
}

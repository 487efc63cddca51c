//! Telling of waits for a permit, inside closures, that may never end.
//!
//! Such a wait keeps a thread of a pool, and maybe a permit that those who hold the others wait for in turn. Nobody
//! can know that, so it is reported when it has lasted and no permit of its limiter has come back meanwhile.

use std::cell::{Cell, RefCell};
use std::sync::{Arc, Once};
use std::time::Duration;

use amphi_core::region::{self, Cover, Stall, Watcher};
use amphi_core::{BlockOnError, offload, stall};

use super::Shared;

thread_local! {
    /// Whether a wait of this thread is looked at.
    static IS_WATCHED: Cell<bool> = const { Cell::new(false) };
    /// What the innermost of them waits for.
    static POLLED: RefCell<Option<Polled>> = const { RefCell::new(None) };
}

struct Polled {
    limiter: Arc<Shared>,
    /// How many permits had come back when the wait was looked at last.
    returned: Option<u64>,
}

/// A permit of `limiter` was asked for here, and there was none.
pub(super) fn waits_for(limiter: &Arc<Shared>) {
    if !offload::is_inside() {
        return;
    }
    static REGISTERED: Once = Once::new();
    REGISTERED.call_once(|| region::register(&Closures));
    if IS_WATCHED.get() && !is_polled(limiter) {
        let polled = Polled {
            limiter: limiter.clone(),
            returned: None,
        };
        drop(replace(Some(polled)));
    }
}

/// One of `limiter` has come, or is not wanted any more.
pub(super) fn waits_no_more(limiter: &Arc<Shared>) {
    if IS_WATCHED.get() && is_polled(limiter) {
        drop(replace(None));
    }
}

/// Whether the innermost wait is for a permit of `limiter`.
fn is_polled(limiter: &Arc<Shared>) -> bool {
    let is_polled = POLLED.try_with(|polled| {
        let polled = polled.borrow();
        polled
            .as_ref()
            .is_some_and(|polled| Arc::ptr_eq(&polled.limiter, limiter))
    });
    is_polled.unwrap_or(false)
}

/// Gives what was there. At a thread's end its store may have gone; then no wait is looked at.
fn replace(polled: Option<Polled>) -> Option<Polled> {
    POLLED
        .try_with(|place| place.replace(polled))
        .ok()
        .flatten()
}

struct Closures;

impl Cover for Closures {
    fn cover(
        &self,
        next: &mut dyn FnMut() -> Result<(), BlockOnError>,
    ) -> Result<(), BlockOnError> {
        if !offload::is_inside() {
            return next();
        }
        // The wait polls again before it parks.
        let _outer = Outer(replace(None), IS_WATCHED.replace(true));
        region::watch(&Self, stall::threshold(), next)
    }
}

/// Puts back what the wait around waits for, also after a panic.
struct Outer(Option<Polled>, bool);

impl Drop for Outer {
    fn drop(&mut self) {
        drop(replace(self.0.take()));
        IS_WATCHED.set(self.1);
    }
}

/// The longest time between two looks.
const SELDOM: Duration = Duration::from_secs(10);

impl Watcher for Closures {
    fn look(&self, wait: &Stall) -> Result<Option<Duration>, BlockOnError> {
        let threshold = stall::threshold();
        if wait.waited() < threshold {
            return Ok(Some(threshold - wait.waited()));
        }
        if let Some(total) = stands_still() {
            stall::report(
                wait,
                format!(
                    "it waits in an offloaded closure for a permit of a limiter, and none of the {total} \
                     has come back for a while: who holds them may wait for this closure. Ask for all \
                     permits in the same order everywhere, wait for them in async code, or raise the \
                     limiter's total"
                ),
            );
        }
        Ok(Some(wait.waited().clamp(threshold, threshold.max(SELDOM))))
    }
}

/// How many permits there are, where a wait for one has seen none come back since it looked last.
fn stands_still() -> Option<usize> {
    let look = |polled: &RefCell<Option<Polled>>| {
        let mut polled = polled.borrow_mut();
        let polled = polled.as_mut()?;
        let (total, returned) = polled.limiter.lock().progress();
        let before = polled.returned.replace(returned);
        (before == Some(returned)).then_some(total)
    };
    POLLED.try_with(look).ok().flatten()
}

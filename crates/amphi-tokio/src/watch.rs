//! Looking at waits that take long: on a worker, whether its tasks did move to another thread; on a
//! thread that drives a current-thread runtime, for the report.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use amphi_core::region::{Stall, Watcher};
use amphi_core::{BlockOnError, stall};
use tokio::runtime::Handle;
use tokio::task;

use crate::gate::Gate;

/// When a wait on a worker is looked at first.
pub(crate) const FIRST_LOOK: Duration = Duration::from_millis(100);
/// How often it is looked at then. On a machine that is short of time every thread is late, and this
/// one's looks too: so patience is counted in looks.
const LOOK: Duration = Duration::from_millis(50);
/// After so many looks the pool is asked, since many tasks may be ahead of the one that was spawned.
const ASK_THE_POOL: u32 = 5;
/// After so many looks nothing is expected any more.
const GIVE_UP: u32 = 25;

/// How often a wait is polled that nobody may be able to wake, at first and later.
const OFTEN: Duration = Duration::from_millis(1);
const SELDOM: Duration = Duration::from_millis(20);

thread_local! {
    /// The worker's wait on this thread.
    static WAIT: RefCell<Option<Wait>> = const { RefCell::new(None) };
}

/// What the wait of a worker asks of its runtime.
struct Wait {
    handle: Handle,
    gate: Arc<Gate>,
    /// Set when a task ran, or a thread of the blocking pool was free. Made at the first look: most waits
    /// end before.
    alive: Option<Arc<AtomicBool>>,
    looks: u32,
}

/// A wait of `handle`'s worker begins on this thread.
pub(crate) fn enter(handle: Handle, gate: Arc<Gate>) -> Entered {
    Entered(WAIT.replace(Some(Wait {
        handle,
        gate,
        alive: None,
        looks: 0,
    })))
}

/// Ends the wait.
pub(crate) struct Entered(Option<Wait>);

impl Drop for Entered {
    fn drop(&mut self) {
        WAIT.set(self.0.take());
    }
}

/// Finds out whether the worker's tasks go on: a hand-over needs a thread of the blocking pool, and
/// tokio does not tell when there is none.
pub(crate) struct HandedOver;

impl Watcher for HandedOver {
    fn look(&self, _: &Stall) -> Result<Option<Duration>, BlockOnError> {
        WAIT.with_borrow_mut(|wait| wait.as_mut().map_or(Ok(None), Wait::look))
    }
}

impl Wait {
    /// A task that runs shows that there is a worker. Many tasks may be ahead of it, so then a free
    /// thread of the pool shows that the worker, which asked for one earlier, has got it. Neither
    /// after many looks: the tasks of this runtime stand still.
    fn look(&mut self) -> Result<Option<Duration>, BlockOnError> {
        let alive = self.alive.get_or_insert_default();
        if alive.load(Ordering::Acquire) {
            return Ok(None);
        }
        self.looks += 1;
        match self.looks {
            1 => {
                let sign = Sign(alive.clone());
                drop(self.handle.spawn(async move { drop(sign) }));
            }
            ASK_THE_POOL => {
                let sign = Sign(alive.clone());
                drop(self.handle.spawn_blocking(move || drop(sign)));
            }
            GIVE_UP => return Err(self.gate.learn()),
            _ => {}
        }
        Ok(Some(LOOK))
    }
}

/// Shows that its bearer ran, or was dropped by a runtime that ends, which is another matter.
struct Sign(Arc<AtomicBool>);

impl Drop for Sign {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// Reports a wait on the thread that drives a current-thread runtime.
pub(crate) struct StoodStill;

impl Watcher for StoodStill {
    fn look(&self, wait: &Stall) -> Result<Option<Duration>, BlockOnError> {
        let inside = match task::try_id() {
            Some(id) => format!("task {id}"),
            None => "the root future".into(),
        };
        stall::report(
            wait,
            format!(
                "it stops the tokio current-thread runtime that this thread drives, inside \
                 {inside}. If it waits for another task of that runtime it never ends: await the \
                 future instead, or use a multi-thread runtime"
            ),
        );
        Ok(Some(wait.waited()))
    }

    /// Each `tokio::task::yield_now` on this thread leaves its wake-up with the runtime until that
    /// goes on.
    fn poll_again(&self, wait: &Stall) -> Option<Duration> {
        Some(if wait.waited() < stall::threshold() {
            OFTEN
        } else {
            SELDOM
        })
    }
}

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
/// How long a probe may take before the next step.
const PATIENCE: Duration = Duration::from_millis(200);

thread_local! {
    /// The worker's wait on this thread.
    static WAIT: RefCell<Option<Wait>> = const { RefCell::new(None) };
}

/// What the wait of a worker asks of its runtime.
struct Wait {
    handle: Handle,
    gate: Arc<Gate>,
    /// Set when a task ran, or a thread of the blocking pool was free.
    alive: Arc<AtomicBool>,
    looks: u32,
}

/// A wait of `handle`'s worker begins on this thread.
pub(crate) fn enter(handle: Handle, gate: Arc<Gate>) -> Entered {
    Entered(WAIT.replace(Some(Wait {
        handle,
        gate,
        alive: Arc::default(),
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
    /// within the time: the tasks of this runtime stand still.
    fn look(&mut self) -> Result<Option<Duration>, BlockOnError> {
        if self.alive.load(Ordering::Acquire) {
            return Ok(None);
        }
        let sign = Sign(self.alive.clone());
        self.looks += 1;
        match self.looks {
            1 => drop(self.handle.spawn(async move { drop(sign) })),
            2 => drop(self.handle.spawn_blocking(move || drop(sign))),
            _ => return Err(self.gate.learn()),
        }
        Ok(Some(PATIENCE))
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
}

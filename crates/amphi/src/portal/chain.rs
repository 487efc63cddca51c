//! Which portals' tasks run on this thread, and who waits for them.
//!
//! A wait in a task of portal A stops that task's thread. Where what it waits for comes back to A
//! with a call, nobody may be left to run that call. So each task that is waited for knows the task
//! whose thread waits, and a call looks along that chain.
//!
//! An offloaded closure runs on a thread of its own and is in no chain: the task that offloaded it
//! can await it, so its portal goes on.

use std::cell::RefCell;
use std::iter::successors;
use std::sync::Arc;

use super::task::Task;
use super::{Portal, PortalError};

thread_local! {
    /// The tasks that are being polled on this thread, the innermost last.
    static RUNNING: RefCell<Vec<Arc<Task>>> = const { RefCell::new(Vec::new()) };
}

/// `task` runs on this thread until the guard is dropped.
pub(super) fn enter(task: &Arc<Task>) -> Entered {
    // At a thread's end the store may have gone; then no call can be made here either.
    let entered = RUNNING.try_with(|running| running.borrow_mut().push(task.clone()));
    Entered(entered.is_ok())
}

pub(super) struct Entered(bool);

impl Drop for Entered {
    fn drop(&mut self) {
        if self.0 {
            // The task goes outside the borrow.
            let task = RUNNING.try_with(|running| running.borrow_mut().pop());
            drop(task);
        }
    }
}

/// Whether a wait on this thread for a task of `portal` can end; gives the task that would wait, if
/// there is one.
pub(super) fn check(portal: &Portal) -> Result<Option<Arc<Task>>, PortalError> {
    let running = RUNNING
        .try_with(|running| running.borrow().clone())
        .unwrap_or_default();
    let is_of_portal = |task: &Arc<Task>| Arc::ptr_eq(task.account(), &portal.account);
    if running.iter().any(is_of_portal) || portal.handle.is_driven_here() {
        return Err(PortalError::own_thread());
    }
    let waiting = |task: &Arc<Task>| successors(task.waiter(), |task| task.waiter());
    let mut waiting = running.iter().flat_map(waiting);
    if waiting.any(|task| is_of_portal(&task)) {
        return Err(PortalError::cycle());
    }
    Ok(running.last().cloned())
}

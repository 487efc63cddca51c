//! [`Task`]: what a portal knows of one of its tasks.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Waker;

use amphi_core::internal::Keep;

use super::account::Account;
use super::lock;

/// One task of a portal: a call, or what was spawned.
///
/// Cancelling it needs nothing of the runtime: a flag is set and the task woken, and its next poll
/// drops the future. So it never blocks, and a task that ends all the same gives its value.
pub(super) struct Task {
    account: Arc<Account>,
    /// Its next poll ends it.
    stopped: AtomicBool,
    /// It was cancelled, which its handle tells.
    cancelled: AtomicBool,
    links: Mutex<Links>,
}

#[derive(Default)]
struct Links {
    /// Wakes the task to see that it was stopped.
    waker: Option<Waker>,
    /// The task whose thread waits for this one.
    waiter: Option<Arc<Task>>,
}

impl Task {
    pub(super) fn new(account: Arc<Account>, waiter: Option<Arc<Self>>) -> Self {
        Self {
            account,
            stopped: AtomicBool::new(false),
            cancelled: AtomicBool::new(false),
            links: Mutex::new(Links {
                waker: None,
                waiter,
            }),
        }
    }

    pub(super) fn account(&self) -> &Arc<Account> {
        &self.account
    }

    /// The task whose thread waits for this one, if one does.
    pub(super) fn waiter(&self) -> Option<Arc<Self>> {
        lock(&self.links).waiter.clone()
    }

    /// Nobody waits for it any more; it goes on by itself.
    pub(super) fn release(&self) {
        let waiter = lock(&self.links).waiter.take();
        drop(waiter);
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Acquire)
    }

    /// Whether its next poll is to end it.
    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Acquire)
    }

    /// Cancels it; in force at this call.
    pub(super) fn cancel(&self) {
        self.cancelled.store(true, Ordering::Release);
        self.stop();
    }

    /// Ends it like [`cancel`](Self::cancel), for a reason that is told otherwise.
    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::Release);
        let waker = lock(&self.links).waker.take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Has `waker` woken when it is stopped; false where it is stopped already.
    ///
    /// The flag is set before the waker is looked for, so one of the two sees the other.
    pub(super) fn suspend(&self, waker: &Waker) -> bool {
        let mut keep = Keep::new(waker);
        while !keep.put(&mut lock(&self.links).waker) {
            keep.prepare();
        }
        !self.is_stopped()
    }

    /// Lets go of what only a task that still runs needs.
    pub(super) fn end(&self) {
        let links = std::mem::take(&mut *lock(&self.links));
        drop(links);
    }
}

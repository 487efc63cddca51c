//! [`Account`]: which tasks a portal has, and whether it takes more.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Instant;

use super::task::Task;
use super::{PortalReport, lock};

/// A portal's tasks, counted by itself, so that closing works alike on every runtime.
#[derive(Default)]
pub(super) struct Account {
    books: Mutex<Books>,
    /// Nothing is left of a portal that is closed.
    settled: Condvar,
}

#[derive(Default)]
struct Books {
    closed: bool,
    next: u64,
    live: HashMap<u64, Arc<Task>>,
    /// How those ended that were there when it was closed.
    completed: usize,
    cancelled: usize,
}

impl Account {
    /// Enters a task; `None` where the portal is closed.
    pub(super) fn enter(self: &Arc<Self>, waiter: Option<Arc<Task>>) -> Option<Entry> {
        let task = Arc::new(Task::new(self.clone(), waiter));
        let mut books = lock(&self.books);
        if books.closed {
            drop(books);
            return None;
        }
        let key = books.next;
        books.next += 1;
        books.live.insert(key, task.clone());
        Some(Entry {
            task,
            key,
            completed: false,
        })
    }

    pub(super) fn is_closed(&self) -> bool {
        lock(&self.books).closed
    }

    /// How many tasks there are.
    pub(super) fn live(&self) -> usize {
        lock(&self.books).live.len()
    }

    /// Takes no more tasks; false where that was so before.
    pub(super) fn close(&self) -> bool {
        !std::mem::replace(&mut lock(&self.books).closed, true)
    }

    /// Takes no more tasks, and cancels those that there are.
    pub(super) fn cancel(&self) {
        let live: Vec<_> = {
            let mut books = lock(&self.books);
            books.closed = true;
            books.live.values().cloned().collect()
        };
        for task in live {
            task.cancel();
        }
    }

    /// Waits until no task is left, at most until `deadline`; whether none is.
    pub(super) fn wait(&self, deadline: Instant) -> bool {
        let mut books = lock(&self.books);
        while !books.live.is_empty() {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            let waited = self.settled.wait_timeout(books, left);
            books = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }

    /// What became of the tasks since it was closed.
    pub(super) fn report(&self) -> PortalReport {
        let books = lock(&self.books);
        PortalReport {
            completed: books.completed,
            cancelled: books.cancelled,
            left: books.live.len(),
            closures: 0,
        }
    }

    fn leave(&self, entry: &Entry) {
        let mut books = lock(&self.books);
        let task = books.live.remove(&entry.key);
        if books.closed {
            if entry.completed {
                books.completed += 1;
            } else {
                books.cancelled += 1;
            }
            if books.live.is_empty() {
                self.settled.notify_all();
            }
        }
        drop(books);
        drop(task);
    }
}

/// A task's entry in the books, which its end crosses out.
pub(super) struct Entry {
    task: Arc<Task>,
    key: u64,
    /// Whether the task ended by itself, with a value or a panic.
    pub(super) completed: bool,
}

impl Entry {
    pub(super) fn task(&self) -> &Arc<Task> {
        &self.task
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.task.account().leave(self);
        self.task.end();
    }
}

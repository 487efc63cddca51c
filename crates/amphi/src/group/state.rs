//! [`State`]: what a group's lock protects.

use std::collections::{BTreeMap, VecDeque};

use amphi_core::JoinError;

use super::cancel::Cancelling;
use super::wait::Waiter;
use crate::{Handle, JoinHandle};

/// Starts a piece of work that had to wait for its turn.
pub(super) type Starter = Box<dyn FnOnce(&Handle) -> JoinHandle<()> + Send>;
/// Tells the one who waits for a piece of work that there is no result, and why.
pub(super) type Lost = Box<dyn FnOnce(JoinError) + Send>;
/// Why work was not run to its end.
pub(super) type Fate = fn() -> JoinError;

/// Which work a group has.
pub(super) struct State<T> {
    /// At most so many run at a time.
    pub(super) limit: usize,
    /// Which values are failures, where a failure cancels the rest.
    pub(super) fails: Option<fn(&T) -> bool>,
    pub(super) next: u64,
    /// What has not ended, by the order in which it came.
    pub(super) live: BTreeMap<u64, Entry>,
    /// How many of these have started.
    pub(super) running: usize,
    pub(super) waiting: VecDeque<(u64, Starter)>,
    /// Whether somebody is starting what waits, one after the other.
    pub(super) is_starting: bool,
    /// Takes no more work, for this reason.
    pub(super) stopped: Option<Fate>,
    /// Nobody will take results any more.
    pub(super) let_go: bool,
    /// Results that nobody has taken, in the order in which they came.
    pub(super) ended: VecDeque<(u64, Result<T, JoinError>)>,
    /// How much of the work has panicked.
    pub(super) panics: usize,
    /// How many of these panics a handle has given.
    pub(super) seen: usize,
    pub(super) waiter: Option<Waiter>,
}

/// A piece of work that has not ended.
pub(super) struct Entry {
    pub(super) stage: Stage,
    pub(super) is_closure: bool,
    /// Kept for cancelling.
    pub(super) handle: Option<JoinHandle<()>>,
    /// It is to end, for this reason.
    pub(super) fate: Option<Fate>,
    /// The runtime threw it away while it was being started; the handle will tell why.
    pub(super) lost: Option<Lost>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Waiting,
    Starting,
    Started,
}

impl<T> State<T> {
    pub(super) fn new() -> Self {
        Self {
            limit: usize::MAX,
            fails: None,
            next: 0,
            live: BTreeMap::new(),
            running: 0,
            waiting: VecDeque::new(),
            is_starting: false,
            stopped: None,
            let_go: false,
            ended: VecDeque::new(),
            panics: 0,
            seen: 0,
            waiter: None,
        }
    }

    /// How much has not ended.
    pub(super) fn live(&self) -> usize {
        self.live.len()
    }

    /// Whether it takes no more work.
    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.is_some()
    }

    pub(super) fn stop(&mut self, fate: Fate) -> Cancelling {
        self.stopped.get_or_insert(fate);
        self.cancel(JoinError::cancelled)
    }

    pub(super) fn cancel(&mut self, fate: Fate) -> Cancelling {
        let mut handles = Vec::new();
        for entry in self.live.values_mut() {
            entry.fate.get_or_insert(fate);
            handles.extend(entry.handle.take());
        }
        Cancelling::new(handles, std::mem::take(&mut self.waiting))
    }
}

/// How a piece of work ended.
#[derive(Clone, Copy, Default)]
pub(super) struct End {
    pub(super) has_panicked: bool,
    pub(super) has_failed: bool,
}

impl End {
    pub(super) fn of<V>(result: &Result<V, JoinError>) -> Self {
        let error = result.as_ref().err();
        Self {
            has_panicked: error.is_some_and(JoinError::is_panic),
            has_failed: error.is_some_and(|error| !error.is_cancelled()),
        }
    }
}

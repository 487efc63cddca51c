//! [`Shared`]: which work a group has, behind one lock.
//!
//! Work enters (`Waiting` where the group has a limit), is started, and ends by telling so itself;
//! nobody has to poll the group for that. The runtime's handles are kept for cancelling alone. No
//! code of a user (work, value, waker) runs or is dropped while the lock is held.

use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use amphi_core::context::Context;
use amphi_core::{JoinError, park};

use super::state::{End, Entry, Stage, Starter, State};
use super::wait::Waiter;
use crate::{Handle, JoinHandle};

/// What a group and its work share.
pub(super) struct Shared<T> {
    pub(super) handle: Handle,
    state: Mutex<State<T>>,
}

impl<T> Shared<T> {
    pub(super) fn new(handle: Handle) -> Self {
        Self {
            handle,
            state: Mutex::new(State::new()),
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Enters a piece of work; its number, and whether its turn has come. What comes too late is not
    /// entered.
    pub(super) fn enter(&self, is_closure: bool) -> (u64, bool) {
        let mut state = self.lock();
        let id = state.next;
        state.next += 1;
        if state.is_stopped() {
            return (id, false);
        }
        let now = state.waiting.is_empty() && !state.is_starting && state.running < state.limit;
        state.running += usize::from(now);
        let entry = Entry {
            stage: if now { Stage::Starting } else { Stage::Waiting },
            is_closure,
            handle: None,
            fate: None,
            lost: None,
        };
        state.live.insert(id, entry);
        (id, now)
    }

    /// Has what entered wait for its turn.
    pub(super) fn queue(&self, id: u64, work: Starter) {
        let refused = {
            let mut state = self.lock();
            if state
                .live
                .get(&id)
                .is_some_and(|entry| entry.fate.is_none())
            {
                state.waiting.push_back((id, work));
                None
            } else {
                Some(work)
            }
        };
        // It was cancelled meanwhile, or the group takes no more.
        drop(refused);
        self.start_waiting();
    }

    /// Starts what waits, as far as the limit allows.
    pub(super) fn start_waiting(&self) {
        let mut is_first = true;
        while let Some((id, work)) = self.next_waiting(is_first) {
            is_first = false;
            let turn = Turn(self);
            self.begin(id, || work(&self.handle));
            std::mem::forget(turn);
        }
    }

    /// What is to be started now. One does it at a time, so that the order is kept, and work that
    /// ends as soon as it is started does not start the next one from inside.
    fn next_waiting(&self, is_first: bool) -> Option<(u64, Starter)> {
        let mut state = self.lock();
        if is_first && state.is_starting {
            return None;
        }
        state.is_starting = state.running < state.limit && !state.waiting.is_empty();
        if !state.is_starting {
            return None;
        }
        let (id, work) = state.waiting.pop_front()?;
        state.running += 1;
        if let Some(entry) = state.live.get_mut(&id) {
            entry.stage = Stage::Starting;
        }
        Some((id, work))
    }

    /// Starts a piece of work whose turn has come. Its context is its own affair.
    pub(super) fn begin(&self, id: u64, start: impl FnOnce() -> JoinHandle<()>) {
        let mut handle = Context::left_behind(start);
        let lost = self.lock().live.get_mut(&id).and_then(|entry| {
            entry.stage = Stage::Started;
            entry.lost.take()
        });
        if let Some(lost) = lost {
            let told = park::poll_now(Pin::new(&mut handle));
            lost(match told {
                Poll::Ready(Err(error)) => error,
                Poll::Ready(Ok(())) | Poll::Pending => JoinError::shutdown(),
            });
            return;
        }
        self.keep(id, handle);
        // A wait in a closure looks after the closures that it waits for: it has one more.
        let waker = {
            let mut state = self.lock();
            let is_closure = state.live.get(&id).is_some_and(|entry| entry.is_closure);
            is_closure.then(|| Waiter::take_inside(&mut state.waiter))
        };
        wake(waker.flatten());
    }

    /// Keeps the handle of work that has not ended, to cancel it by.
    pub(super) fn keep(&self, id: u64, handle: JoinHandle<()>) {
        let (over, is_cancelled) = {
            let mut state = self.lock();
            match state.live.get_mut(&id) {
                None => (Some(handle), false),
                Some(entry) if entry.fate.is_some() => (Some(handle), true),
                Some(entry) => (entry.handle.replace(handle), false),
            }
        };
        match over {
            Some(handle) if is_cancelled => drop(handle.cancel()),
            over => drop(over),
        }
    }

    /// Ends a piece of work. `result` is what is for the group to give.
    pub(super) fn end(&self, id: u64, result: Option<Result<T, JoinError>>, end: End) {
        let mut state = self.lock();
        let entry = state.live.remove(&id);
        if entry
            .as_ref()
            .is_some_and(|entry| entry.stage != Stage::Waiting)
        {
            state.running -= 1;
        }
        state.panics += usize::from(end.has_panicked);
        let has_failed = state.fails.is_some_and(|fails| match &result {
            Some(Ok(value)) => fails(value),
            Some(Err(_)) | None => end.has_failed,
        });
        let is_news = result.is_some();
        let unwanted = if state.let_go {
            result
        } else {
            state.ended.extend(result.map(|result| (id, result)));
            None
        };
        let cancelling =
            (has_failed && !state.is_stopped()).then(|| state.stop(JoinError::cancelled));
        let is_last = state.live.is_empty();
        let has_more = !state.waiting.is_empty();
        let waker = Waiter::take(&mut state.waiter, is_news || is_last, is_last);
        drop(state);
        drop(entry);
        if let Some(cancelling) = cancelling {
            cancelling.carry_out();
        }
        if has_more {
            self.start_waiting();
        }
        wake(waker);
        drop(unwanted);
    }
}

/// Dropped by a panic while something is being started: others may start what waits.
struct Turn<'a, T>(&'a Shared<T>);

impl<T> Drop for Turn<'_, T> {
    fn drop(&mut self) {
        self.0.lock().is_starting = false;
    }
}

fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}

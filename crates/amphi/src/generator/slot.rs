//! [`Slot`]: where a generator's future and who resumes it leave things for each other.
//!
//! ```text
//! yield_ ---- item ----> resume      one at a time; the next yield waits for room
//! yield_ <--- answer --- resume      each to the yield whose item was taken before
//!             received <- resume     where no yield waits for it
//! ```
//!
//! What is taken out under the lock is dropped, woken or cloned outside of it.

use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

pub(super) struct Slot<Y, S>(Mutex<State<Y, S>>);

/// Names a yield whose item was put.
pub(super) type Ticket = u64;

struct State<Y, S> {
    item: Option<Item<Y>>,
    /// Whose item was taken last, where no value was sent since and it still waits.
    asks: Option<Ticket>,
    /// Values that yields have not fetched yet: one, unless a yield is left alone for a while.
    answers: Vec<(Ticket, S)>,
    /// The last value that no yield waits for.
    received: Option<S>,
    next: Ticket,
    /// Who wakes the yields. It stays where it is the task that resumes, which polls them anyway.
    yields: Vec<Waker>,
    /// Who resumes, where it waits for an item.
    resumer: Option<Waker>,
    is_closed: bool,
}

struct Item<Y> {
    value: Y,
    /// Whose it is; `None` where that was dropped.
    of: Option<Ticket>,
}

/// How far a yield is.
pub(super) enum Stage<Y> {
    Made(Y),
    Put(Ticket),
    Answered,
}

impl<Y, S> Slot<Y, S> {
    pub(super) fn new() -> Self {
        Self(Mutex::new(State {
            item: None,
            asks: None,
            answers: Vec::new(),
            received: None,
            next: 0,
            yields: Vec::new(),
            resumer: None,
            is_closed: false,
        }))
    }

    fn lock(&self) -> MutexGuard<'_, State<Y, S>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leaves a value for the yield that asks, else for who looks; gives the one that was left before.
    ///
    /// The wakers of yields that `waker`'s task does not poll by itself go into `wakers`, which is empty.
    pub(super) fn send(&self, value: S, waker: &Waker, wakers: &mut Vec<Waker>) -> Option<S> {
        let mut state = self.lock();
        if state.yields.iter().any(|known| !known.will_wake(waker)) {
            mem::swap(&mut state.yields, wakers);
        }
        match state.asks.take() {
            Some(ticket) => {
                state.answers.push((ticket, value));
                None
            }
            None => state.received.replace(value),
        }
    }

    /// The value that no yield waited for.
    pub(super) fn received(&self) -> Option<S> {
        self.lock().received.take()
    }

    pub(super) fn take_item(&self) -> Option<Y> {
        self.lock().take_item()
    }

    /// Waits for an item that is put from elsewhere.
    pub(super) fn poll_item(&self, cx: &mut Context<'_>) -> Poll<Y> {
        if let Some(item) = self.take_item() {
            return Poll::Ready(item);
        }
        let waker = cx.waker().clone();
        let mut state = self.lock();
        // It may have come meanwhile.
        if let Some(item) = state.take_item() {
            return Poll::Ready(item);
        }
        let old = state.resumer.replace(waker);
        drop(state);
        drop(old);
        Poll::Pending
    }

    /// Puts a yield's item where there is room, and gives the answer where it has come.
    ///
    /// # Panics
    /// Where the generator has ended.
    pub(super) fn poll_yield(&self, stage: &mut Stage<Y>, cx: &mut Context<'_>) -> Poll<S> {
        let mut clone = None;
        loop {
            let mut state = self.lock();
            if state.is_closed {
                drop(state);
                panic!("a value was yielded to a generator that has ended, or was dropped");
            }
            if let Some(answer) = state.advance(stage) {
                return Poll::Ready(answer);
            }
            let resumer = match stage {
                Stage::Put(_) => state.resumer.take(),
                _ => None,
            };
            let is_known = state.knows(cx.waker()) || clone.take().is_some_and(|it| state.add(it));
            drop(state);
            if let Some(resumer) = resumer {
                resumer.wake();
            }
            if is_known {
                return Poll::Pending;
            }
            clone = Some(cx.waker().clone());
        }
    }

    /// The yield of this ticket was dropped: its item stays, and its answer is for who looks.
    pub(super) fn forget(&self, ticket: Ticket) {
        let mut state = self.lock();
        if let Some(item) = &mut state.item {
            item.of = item.of.filter(|of| *of != ticket);
        }
        state.asks = state.asks.filter(|asks| *asks != ticket);
        let replaced = match state.answer(ticket) {
            Some(answer) => state.received.replace(answer),
            None => None,
        };
        drop(state);
        drop(replaced);
    }

    /// Nothing is taken any more.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.is_closed = true;
        let left = (
            state.item.take(),
            state.received.take(),
            state.resumer.take(),
        );
        let answers = mem::take(&mut state.answers);
        let yields = mem::take(&mut state.yields);
        drop(state);
        yields.into_iter().for_each(Waker::wake);
        drop((left, answers));
    }
}

impl<Y, S> State<Y, S> {
    fn take_item(&mut self) -> Option<Y> {
        let Item { value, of } = self.item.take()?;
        self.asks = of;
        Some(value)
    }

    /// Brings a yield as far as it goes.
    fn advance(&mut self, stage: &mut Stage<Y>) -> Option<S> {
        match mem::replace(stage, Stage::Answered) {
            Stage::Made(value) if self.item.is_none() => {
                let ticket = self.next;
                self.next += 1;
                let of = Some(ticket);
                self.item = Some(Item { value, of });
                *stage = Stage::Put(ticket);
                None
            }
            Stage::Put(ticket) => {
                let answer = self.answer(ticket);
                if answer.is_none() {
                    *stage = Stage::Put(ticket);
                }
                answer
            }
            unchanged @ (Stage::Made(_) | Stage::Answered) => {
                *stage = unchanged;
                None
            }
        }
    }

    fn answer(&mut self, ticket: Ticket) -> Option<S> {
        let found = self.answers.iter().position(|(of, _)| *of == ticket)?;
        Some(self.answers.swap_remove(found).1)
    }

    fn knows(&self, waker: &Waker) -> bool {
        self.yields.iter().any(|known| known.will_wake(waker))
    }

    fn add(&mut self, waker: Waker) -> bool {
        self.yields.push(waker);
        true
    }
}

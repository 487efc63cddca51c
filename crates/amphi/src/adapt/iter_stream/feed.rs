//! [`Feed`]: the consumer's side of a worker that runs an iterator.

use std::collections::VecDeque;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::patience::Patience;
use super::tray::{Found, Tray};
use super::worker::{Ended, Work};
use crate::adapt::elsewhere::Elsewhere;
use crate::{Handle, JoinError, JoinHandle};

pub(super) struct Feed<I: Iterator + Send + 'static>
where
    I::Item: Send + 'static,
{
    handle: Handle,
    tray: Arc<Tray<I::Item, Elsewhere<I>>>,
    /// Taken from the tray, and not given yet.
    batch: VecDeque<I::Item>,
    /// How many of them are given before anything else is looked at.
    quick: usize,
    /// Items, besides these, that are given before the consumer suspends.
    turn: usize,
    /// How many were taken from the tray so far.
    taken: usize,
    /// The most items that may be ahead now; none before the first poll.
    limit: usize,
    /// The most items that the worker puts at a time.
    together: usize,
    state: State,
    patience: Patience,
    /// What the iterator told of itself at its start.
    hint: (usize, Option<usize>),
}

enum State {
    /// The iterator rests on the tray.
    Resting,
    /// A worker has it. Where it rests again meanwhile the worker has ended, or is about to.
    Running(JoinHandle<Ended>),
    /// To be told after the last items.
    Failed(JoinError),
    Ended,
}

/// The default capacity in items, and in bytes where they are large.
const MOST_ITEMS: usize = 8192;
const MOST_BYTES: usize = 1 << 20;
/// A consumer that finds this many items in a row suspends once.
const TURN: usize = 1024;

impl<I: Iterator + Send + 'static> Feed<I>
where
    I::Item: Send + 'static,
{
    pub(super) fn new(handle: Handle, iter: I) -> Self {
        let fitting = MOST_BYTES / size_of::<I::Item>().max(1);
        let hint = iter.size_hint();
        let iter = Elsewhere::new(Box::new(iter), handle.clone());
        Self {
            tray: Arc::new(Tray::new(iter, fitting.clamp(16, MOST_ITEMS))),
            batch: VecDeque::new(),
            quick: 0,
            turn: TURN,
            taken: 0,
            limit: 0,
            together: 1,
            state: State::Resting,
            patience: Patience::default(),
            hint,
            handle,
        }
    }

    /// Whether nothing was asked of it yet.
    pub(super) fn is_new(&self) -> bool {
        self.limit == 0
    }

    pub(super) fn set_capacity(&mut self, items: usize) {
        self.tray.set_most(items);
    }

    pub(super) fn set_together(&mut self, items: usize) {
        self.together = items;
    }

    pub(super) fn is_terminated(&self) -> bool {
        matches!(self.state, State::Ended) && self.batch.is_empty()
    }

    pub(super) fn size_hint(&self) -> (usize, Option<usize>) {
        let held = self.batch.len();
        if let State::Ended = self.state {
            return (held, Some(held));
        }
        let given = self.taken - held;
        let (least, most) = self.hint;
        let most = most.map(|most| most.saturating_sub(given));
        (least.saturating_sub(given), most)
    }

    /// Nobody takes an item any more.
    pub(super) fn cancel(&mut self) {
        let left = self.tray.close();
        if let State::Running(worker) = mem::replace(&mut self.state, State::Ended) {
            // In force at the call; nobody waits for the end.
            drop(worker.cancel());
        }
        drop(left);
    }

    #[inline]
    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<I::Item>> {
        if self.quick > 0 {
            if let Some(item) = self.batch.pop_front() {
                self.quick -= 1;
                return Poll::Ready(Some(item));
            }
        }
        self.poll_slowly(cx)
    }

    #[cold]
    fn poll_slowly(&mut self, cx: &mut Context<'_>) -> Poll<Option<I::Item>> {
        if self.turn == 0 {
            cx.waker().wake_by_ref();
            return self.suspend();
        }
        if self.batch.is_empty() {
            return self.refill(cx);
        }
        // One of them is given now.
        let found = self.tray.hold(self.batch.len() - 1);
        self.go_on(found);
        Poll::Ready(self.give())
    }

    fn refill(&mut self, cx: &mut Context<'_>) -> Poll<Option<I::Item>> {
        if matches!(self.state, State::Running(_)) && self.patience.stay() {
            self.take();
            self.patience.learn(self.batch.len());
        }
        loop {
            if self.batch.is_empty() {
                self.take();
            }
            if !self.batch.is_empty() {
                return Poll::Ready(self.give());
            }
            match self.state {
                State::Failed(_) | State::Ended => return Poll::Ready(self.end()),
                State::Resting | State::Running(_) => {
                    let (is_heard, waker) = self.tray.listen(cx.waker().clone());
                    drop(waker);
                    if is_heard && !self.look_for_end(cx) {
                        return self.suspend();
                    }
                }
            }
        }
    }

    /// Takes what there is from the tray.
    fn take(&mut self) {
        let found = self.tray.take(&mut self.batch);
        self.taken += self.batch.len();
        self.go_on(found);
    }

    /// Starts a worker where the iterator rests and there is room.
    fn go_on(&mut self, found: Found<Elsewhere<I>>) {
        self.limit = found.limit;
        if let Some(iter) = found.resting {
            let work = Work {
                iter,
                tray: self.tray.clone(),
                together: self.together,
            };
            let handle = self.handle.clone();
            let worker = self.handle.spawn_blocking(move || work.run(&handle));
            self.state = State::Running(worker);
        }
    }

    /// Gives the first item that is held, and says how many more may follow quickly: the worker learns
    /// of its room in time.
    fn give(&mut self) -> Option<I::Item> {
        let item = self.batch.pop_front();
        self.turn -= 1;
        self.quick = self.batch.len().min(self.turn).min(self.limit / 4);
        self.turn -= self.quick;
        item
    }

    fn suspend(&mut self) -> Poll<Option<I::Item>> {
        self.turn = TURN;
        Poll::Pending
    }

    /// Takes what a worker that has ended gives; false where it has not.
    fn look_for_end(&mut self, cx: &mut Context<'_>) -> bool {
        let State::Running(worker) = &mut self.state else {
            return false;
        };
        self.state = match Pin::new(worker).poll(cx) {
            Poll::Pending => return false,
            Poll::Ready(Ok(Ended::Rests)) => State::Resting,
            Poll::Ready(Ok(Ended::Finished)) => State::Ended,
            Poll::Ready(Err(error)) => State::Failed(error),
        };
        true
    }

    /// The end, or the reason for it, which is told once.
    fn end(&mut self) -> Option<I::Item> {
        match mem::replace(&mut self.state, State::Ended) {
            State::Failed(error) if error.is_panic() => error.resume(),
            State::Failed(error) => panic!("the runtime of a blocking iterator ended it: {error}"),
            _ => None,
        }
    }
}

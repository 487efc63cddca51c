//! [`Feed`]: the consumer's side of a worker that runs an iterator.

use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use rtrb::{Consumer, Producer, RingBuffer};

use super::bell::Bell;
use super::patience::Patience;
use super::worker::{Ended, Work};
use crate::adapt::elsewhere::Elsewhere;
use crate::{Handle, JoinError, JoinHandle};

pub(super) struct Feed<I: Iterator + Send + 'static>
where
    I::Item: Send + 'static,
{
    handle: Handle,
    bell: Arc<Bell>,
    items: Consumer<I::Item>,
    state: State<I>,
    /// The most items that may be produced ahead.
    capacity: usize,
    /// What the iterator told of itself at its start.
    hint: (usize, Option<usize>),
    given: usize,
    /// Items that are given before the consumer suspends.
    left: u32,
    patience: Patience,
    /// Whether a worker has ended for want of room.
    was_full: bool,
    /// Whether the next worker should have more of it.
    wants_room: bool,
    /// How many items will have been given when those that this worker found are.
    given_before: usize,
}

enum State<I: Iterator + Send + 'static>
where
    I::Item: Send + 'static,
{
    /// No worker has it.
    Idle(Elsewhere<I>, Option<Producer<I::Item>>),
    Running(JoinHandle<Ended<I>>),
    /// To be told after the last items.
    Failed(JoinError),
    Ended,
}

/// The first room for items; see [`Feed::make_room`].
const FIRST_ROOM: usize = 128;
/// The default capacity in items, and in bytes where they are large.
const MOST_ITEMS: usize = 8192;
const MOST_BYTES: usize = 1 << 20;
/// A consumer that finds this many items in a row suspends once.
const TURN: u32 = 1024;

impl<I: Iterator + Send + 'static> Feed<I>
where
    I::Item: Send + 'static,
{
    pub(super) fn new(handle: Handle, iter: I) -> Self {
        let fitting = MOST_BYTES / size_of::<I::Item>().max(1);
        Self {
            bell: Arc::new(Bell::new()),
            items: RingBuffer::new(0).1,
            hint: iter.size_hint(),
            state: State::Idle(Elsewhere::new(Box::new(iter), handle.clone()), None),
            capacity: fitting.clamp(16, MOST_ITEMS),
            given: 0,
            left: TURN,
            patience: Patience::default(),
            was_full: false,
            wants_room: false,
            given_before: 0,
            handle,
        }
    }

    /// Whether nothing was asked of it yet.
    pub(super) fn is_new(&self) -> bool {
        matches!(self.state, State::Idle(_, None))
    }

    pub(super) fn set_capacity(&mut self, items: usize) {
        self.capacity = items;
    }

    pub(super) fn is_terminated(&self) -> bool {
        matches!(self.state, State::Ended) && self.items.is_empty()
    }

    pub(super) fn size_hint(&self) -> (usize, Option<usize>) {
        if let State::Ended = self.state {
            let left = self.items.slots();
            return (left, Some(left));
        }
        let (least, most) = self.hint;
        let most = most.map(|most| most.saturating_sub(self.given));
        (least.saturating_sub(self.given), most)
    }

    /// Nobody takes an item any more.
    pub(super) fn cancel(&mut self) {
        self.bell.close();
        if let State::Running(worker) = mem::replace(&mut self.state, State::Ended) {
            // In force at the call; nobody waits for the end.
            drop(worker.cancel());
        }
        // What is there now; the worker may add one item, which goes with it.
        for _ in 0..self.items.slots() {
            drop(self.items.pop());
        }
    }

    #[inline]
    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<I::Item>> {
        if self.left > 0 {
            if let Ok(item) = self.items.pop() {
                let item = self.give(item);
                if self.bell.is_stopped() {
                    self.go_on_early();
                }
                return item;
            }
        }
        self.poll_slowly(cx)
    }

    #[inline]
    fn give(&mut self, item: I::Item) -> Poll<Option<I::Item>> {
        self.given += 1;
        self.left -= 1;
        Poll::Ready(Some(item))
    }

    fn suspend(&mut self) -> Poll<Option<I::Item>> {
        self.left = TURN;
        Poll::Pending
    }

    #[cold]
    fn poll_slowly(&mut self, cx: &mut Context<'_>) -> Poll<Option<I::Item>> {
        if self.left == 0 {
            cx.waker().wake_by_ref();
            return self.suspend();
        }
        if matches!(self.state, State::Running(_)) {
            if let Some(item) = self.patience.wait_for(&mut self.items) {
                return self.give(item);
            }
        }
        loop {
            self.note_dry();
            match &mut self.state {
                State::Idle(..) => self.start(),
                State::Running(_) => {
                    self.bell.listen(cx.waker());
                    if let Ok(item) = self.items.pop() {
                        self.bell.hush();
                        return self.give(item);
                    }
                    if !self.look_for_end(cx) {
                        return self.suspend();
                    }
                }
                State::Failed(_) | State::Ended => {}
            }
            if let Ok(item) = self.items.pop() {
                return self.give(item);
            }
            if matches!(self.state, State::Failed(_) | State::Ended) {
                return Poll::Ready(self.end());
            }
        }
    }

    /// Starts a worker, with more room where that was too little and nothing is in it.
    fn start(&mut self) {
        let State::Idle(iter, items) = mem::replace(&mut self.state, State::Ended) else {
            unreachable!("only where no worker has the iterator");
        };
        let items = match items {
            Some(items) if !self.wants_room || !self.items.is_empty() => items,
            _ => self.make_room(),
        };
        self.given_before = self.given + self.items.slots();
        let work = Work {
            iter,
            items,
            bell: self.bell.clone(),
        };
        self.bell.stop(false);
        let handle = self.handle.clone();
        let worker = self.handle.spawn_blocking(move || work.run(handle));
        self.state = State::Running(worker);
    }

    /// Four times the room there was. It starts small, since large items ahead are dear, and a
    /// consumer that is slower than its iterator needs few of them.
    fn make_room(&mut self) -> Producer<I::Item> {
        let room = self.items.buffer().capacity();
        let more = (room * 4).max(FIRST_ROOM).min(self.capacity);
        self.wants_room = false;
        let (producer, consumer) = RingBuffer::new(more);
        self.items = consumer;
        producer
    }

    /// The consumer has taken all there was, although the last worker had more: it could not go on
    /// for want of room, or started too late for what room was left to it.
    fn note_dry(&mut self) {
        let is_late = match self.state {
            State::Idle(_, ref items) => items.is_some(),
            State::Running(_) => self.was_full && self.given <= self.given_before,
            State::Failed(_) | State::Ended => false,
        };
        self.wants_room |= is_late && self.items.buffer().capacity() < self.capacity;
    }

    /// Has a worker go on where there is room for half of what there may be.
    #[cold]
    fn go_on_early(&mut self) {
        if !self.wants_room && self.items.slots() <= self.items.buffer().capacity() / 2 {
            let ended = self.look_for_end(&mut Context::from_waker(Waker::noop()));
            if ended && matches!(self.state, State::Idle(..)) && !self.items.is_empty() {
                self.start();
            }
        }
    }

    /// Takes what a worker that has ended gives; false where it has not.
    fn look_for_end(&mut self, cx: &mut Context<'_>) -> bool {
        let State::Running(worker) = &mut self.state else {
            return false;
        };
        self.state = match Pin::new(worker).poll(cx) {
            Poll::Pending => return false,
            Poll::Ready(Ok(Ended::Full(work))) => {
                self.was_full = true;
                State::Idle(work.iter, Some(work.items))
            }
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

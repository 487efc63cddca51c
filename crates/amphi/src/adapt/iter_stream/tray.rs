//! [`Tray`]: what a worker puts its items on, one by one, and their consumer takes all at once.
//!
//! One short lock for each item put, so that it can be taken while the iterator is busy with the next
//! one; the consumer comes for many, and leaves the buffer that it has emptied. Whether somebody
//! waits is known under the same lock, so no wake-up is lost. Items may also be put many at a time;
//! then a hint without a lock tells when the consumer has run out.

use std::collections::VecDeque;
use std::mem;
use std::sync::PoisonError;
use std::task::Waker;

use super::cache_lines;
use super::sync::{AtomicBool, Mutex, MutexGuard, Ordering, lock_patiently};

/// `R` is what goes on producing, while it rests for want of room.
#[derive(Debug)]
pub(super) struct Tray<T, R> {
    state: Mutex<State<T, R>>,
    /// The consumer found nothing when it came last.
    is_wanted: AtomicBool,
}

#[derive(Debug)]
struct State<T, R> {
    items: Vec<T>,
    /// How many the consumer took last.
    last: usize,
    resting: Option<R>,
    /// The consumer's, where it waits for an item.
    waker: Option<Waker>,
    /// How many items may lie here now: those that the consumer holds count as well.
    room: usize,
    /// The most items that may be ahead now, and ever.
    limit: usize,
    most: usize,
    /// Whether the last item put has taken the last place.
    was_full: bool,
    /// The consumer has gone.
    is_closed: bool,
}

/// What the worker is to do after an item.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Put {
    /// There is room for so many more; never less, until they are put.
    Room(usize),
    Full,
    /// Nobody takes items any more.
    Closed,
}

/// What the consumer found, besides the items.
#[derive(Debug)]
pub(super) struct Found<R> {
    /// To be started, since there is room.
    pub(super) resting: Option<R>,
    /// The most items that may be ahead now.
    pub(super) limit: usize,
}

/// The first limit. It starts small, since large items ahead are dear, and a consumer that is slower
/// than its iterator needs few of them.
const FIRST_LIMIT: usize = 128;
/// For so many items it does not pay to prepare.
const FEW: usize = 16;

impl<T, R> Tray<T, R> {
    /// With something at rest, and never more than `most` items ahead.
    pub(super) fn new(resting: R, most: usize) -> Self {
        Self {
            state: Mutex::new(State {
                items: Vec::new(),
                last: 0,
                resting: Some(resting),
                waker: None,
                room: 0,
                limit: FIRST_LIMIT.min(most),
                most,
                was_full: false,
                is_closed: false,
            }),
            is_wanted: AtomicBool::new(true),
        }
    }

    /// Puts an item, and wakes the consumer where that waits.
    #[inline]
    pub(super) fn put(&self, item: T) -> Put {
        let mut state = self.lock();
        if state.is_closed {
            drop(state);
            return Put::Closed;
        }
        if state.items.is_empty() {
            state.begin_buffer();
        }
        state.items.push(item);
        self.told(state)
    }

    /// Puts all of them; where nobody takes items any more they stay.
    pub(super) fn put_all(&self, items: &mut Vec<T>) -> Put {
        let mut state = self.lock();
        if state.is_closed {
            return Put::Closed;
        }
        state.items.append(items);
        self.told(state)
    }

    #[inline]
    fn told(&self, mut state: MutexGuard<'_, State<T, R>>) -> Put {
        let free = state.room.saturating_sub(state.items.len());
        state.was_full = free == 0;
        if let Some(waker) = state.waker.take() {
            self.is_wanted.store(false, Ordering::Relaxed);
            drop(state);
            waker.wake();
        }
        if free == 0 {
            Put::Full
        } else {
            Put::Room(free)
        }
    }

    /// Whether the consumer has run out of items, as far as this thread knows; it will in the end.
    #[inline]
    pub(super) fn is_wanted(&self) -> bool {
        self.is_wanted.load(Ordering::Relaxed)
    }

    /// Whether there is room for another item, or nobody who would take it.
    pub(super) fn has_room(&self) -> bool {
        let state = self.lock();
        state.is_closed || state.items.len() < state.room
    }

    /// Whether the consumer has gone.
    pub(super) fn is_closed(&self) -> bool {
        self.lock().is_closed
    }

    /// Leaves what goes on producing here; gives it back where there is room, or no consumer.
    pub(super) fn rest(&self, worker: R) -> Result<(), R> {
        let mut state = self.lock();
        if state.is_closed || state.items.len() < state.room {
            return Err(worker);
        }
        state.resting = Some(worker);
        Ok(())
    }

    /// Takes all items for `batch`, which is empty; the first of them is given at once. Where there are
    /// none although there was no room for more, both sides wait for each other: there is more room
    /// from then on.
    pub(super) fn take(&self, batch: &mut VecDeque<T>) -> Found<R> {
        let mut state = lock_patiently(&self.state);
        let empty = Vec::from(mem::take(batch));
        *batch = mem::replace(&mut state.items, empty).into();
        state.last = batch.len();
        if batch.is_empty() && mem::take(&mut state.was_full) {
            state.limit = state.limit.saturating_mul(4).min(state.most);
        }
        self.is_wanted.store(batch.is_empty(), Ordering::Relaxed);
        state.offer_room(batch.len().saturating_sub(1))
    }

    /// Tells how many items the consumer still holds.
    pub(super) fn hold(&self, items: usize) -> Found<R> {
        lock_patiently(&self.state).offer_room(items)
    }

    /// Has the consumer woken by the next item; false where there is something already. Gives back what
    /// is to be dropped.
    pub(super) fn listen(&self, waker: Waker) -> (bool, Option<Waker>) {
        let mut state = self.lock();
        if state.items.is_empty() && state.resting.is_none() {
            (true, state.waker.replace(waker))
        } else {
            (false, Some(waker))
        }
    }

    /// The consumer goes; gives all that is here, to be dropped.
    pub(super) fn close(&self) -> impl Sized + use<T, R> {
        let mut state = self.lock();
        state.is_closed = true;
        (
            mem::take(&mut state.items),
            state.resting.take(),
            state.waker.take(),
        )
    }

    /// Sets the most items that may ever be ahead, before there are any.
    pub(super) fn set_most(&self, items: usize) {
        let mut state = self.lock();
        state.most = items;
        state.limit = FIRST_LIMIT.min(items);
    }

    #[inline]
    fn lock(&self) -> MutexGuard<'_, State<T, R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T, R> State<T, R> {
    /// The buffer is another one than before: the consumer has been here.
    #[cold]
    fn begin_buffer(&mut self) {
        // A consumer that comes for each item takes one at a time.
        if self.last > FEW {
            cache_lines::fetch(&mut self.items, self.last);
        }
    }

    /// Sets the room where the consumer holds that many items. What rests goes on where that is half
    /// of the most there may be.
    fn offer_room(&mut self, held: usize) -> Found<R> {
        self.room = self.limit.saturating_sub(held);
        let free = self.room.saturating_sub(self.items.len());
        let is_enough = free >= self.limit.div_ceil(2);
        Found {
            resting: self.resting.take_if(|_| is_enough),
            limit: self.limit,
        }
    }
}

#[cfg(all(test, amphi_loom))]
mod model {
    use std::future::poll_fn;
    use std::sync::Arc;
    use std::task::Poll;

    use loom::future::block_on;
    use loom::thread;

    use super::super::sheaf::Sheaf;
    use super::*;

    /// The next items, as the consumer takes them; what rests is given to `start`.
    fn next(tray: &Tray<u32, u32>, start: impl Fn(u32)) -> VecDeque<u32> {
        let mut batch = VecDeque::new();
        block_on(poll_fn(|cx| {
            loop {
                let found = tray.take(&mut batch);
                if let Some(first) = found.resting {
                    start(first);
                }
                if !batch.is_empty() {
                    return Poll::Ready(mem::take(&mut batch));
                }
                if tray.listen(cx.waker().clone()).0 {
                    return Poll::Pending;
                }
            }
        }))
    }

    /// Puts items up to the second, or rests before its next one.
    fn work(tray: &Tray<u32, u32>, first: u32, together: usize) {
        let mut sheaf = Sheaf::new(tray, together);
        let mut item = first;
        while item < 2 {
            let put = sheaf.put(item);
            item += 1;
            if put == Put::Full && tray.rest(item).is_ok() {
                return;
            }
        }
    }

    #[test]
    fn no_item_is_left_behind() {
        for (most, together) in [(1, 1), (2, 1), (2, 2)] {
            loom::model(move || {
                let tray = Arc::new(Tray::new(0, most));
                let mut taken = 0;
                while taken < 2 {
                    let start = |first| {
                        let tray = tray.clone();
                        thread::spawn(move || work(&tray, first, together));
                    };
                    for item in next(&tray, start) {
                        assert_eq!(item, taken);
                        taken += 1;
                    }
                }
            });
        }
    }

    #[test]
    fn whoever_learns_of_the_cancellation_finds_the_consumer_gone() {
        use loom::sync::atomic::{AtomicBool, Ordering};
        loom::model(|| {
            let tray = Arc::new(Tray::<u32, u32>::new(0, 2));
            let cancelled = Arc::new(AtomicBool::new(false));
            let (theirs, is_cancelled) = (tray.clone(), cancelled.clone());
            let worker = thread::spawn(move || {
                let is_cancelled = is_cancelled.load(Ordering::Acquire);
                let put = theirs.put(1);
                assert!(!is_cancelled || put == Put::Closed);
            });
            drop(tray.close());
            cancelled.store(true, Ordering::Release);
            worker.join().unwrap();
        });
    }
}

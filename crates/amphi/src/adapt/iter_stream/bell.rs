//! [`Bell`]: how the worker wakes the consumer, at next to no cost where that does not wait.
//!
//! ```text
//!   worker                         consumer
//!   push an item                   store the waker, say that it waits
//!   fence                          fence
//!   look whether somebody waits    look for an item again
//! ```
//!
//! Whatever the order, one of the two looks sees the other side's store, so no item is left behind.

use std::sync::PoisonError;
use std::task::Waker;

use super::sync::{AtomicBool, AtomicU8, Mutex, MutexGuard, Ordering, fence};

#[derive(Debug)]
pub(super) struct Bell {
    /// What the consumer does.
    consumer: AtomicU8,
    /// The worker has ended since there was no room; only a hint, which costs the consumer nothing.
    is_stopped: AtomicBool,
    waker: Mutex<Option<Waker>>,
}

/// It works, or is about to.
const BUSY: u8 = 0;
/// It is to be woken when there is an item.
const WAITS: u8 = 1;
/// It never takes an item again.
const GONE: u8 = 2;

impl Bell {
    pub(super) fn new() -> Self {
        Self {
            consumer: AtomicU8::new(BUSY),
            is_stopped: AtomicBool::new(false),
            waker: Mutex::new(None),
        }
    }

    /// Called by the worker after each item; false where nobody wants another one.
    #[inline]
    pub(super) fn ring(&self) -> bool {
        fence(Ordering::SeqCst);
        self.consumer.load(Ordering::Relaxed) == BUSY || self.wake()
    }

    #[cold]
    fn wake(&self) -> bool {
        let woken =
            self.consumer
                .compare_exchange(WAITS, BUSY, Ordering::AcqRel, Ordering::Relaxed);
        if woken.is_ok() {
            let waker = self.lock().take();
            if let Some(waker) = waker {
                waker.wake();
            }
        }
        woken != Err(GONE)
    }

    /// Called by the consumer when it goes, before the worker can learn that in any other way.
    pub(super) fn close(&self) {
        self.consumer.store(GONE, Ordering::Relaxed);
        fence(Ordering::SeqCst);
    }

    /// Called by the consumer, which looks for an item again before it waits.
    pub(super) fn listen(&self, waker: &Waker) {
        let mut current = self.lock();
        let old = match &mut *current {
            Some(current) if current.will_wake(waker) => None,
            other => other.replace(waker.clone()),
        };
        drop(current);
        drop(old);
        self.consumer.store(WAITS, Ordering::Relaxed);
        fence(Ordering::SeqCst);
    }

    /// The consumer has found an item and does not wait.
    pub(super) fn hush(&self) {
        self.consumer.store(BUSY, Ordering::Relaxed);
    }

    pub(super) fn stop(&self, is_stopped: bool) {
        self.is_stopped.store(is_stopped, Ordering::Relaxed);
    }

    #[inline]
    pub(super) fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Waker>> {
        self.waker.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(all(test, amphi_loom))]
mod model {
    use std::future::poll_fn;
    use std::sync::Arc;
    use std::task::Poll;

    use loom::future::block_on;
    use loom::sync::atomic::AtomicUsize;
    use loom::thread;

    use super::*;

    #[test]
    fn no_item_is_left_behind() {
        let mut model = loom::model::Builder::new();
        // Without a bound it takes minutes, for more of the same.
        model.preemption_bound = Some(2);
        model.check(|| {
            let bell = Arc::new(Bell::new());
            // As in the ring: stored with release, loaded with acquire.
            let pushed = Arc::new(AtomicUsize::new(0));
            let (theirs, items) = (bell.clone(), pushed.clone());
            let worker = thread::spawn(move || {
                for item in 1..=2 {
                    items.store(item, Ordering::Release);
                    assert!(theirs.ring());
                }
            });
            let mut taken = 0;
            while taken < 2 {
                taken = block_on(poll_fn(|cx| {
                    let is_more =
                        || Some(pushed.load(Ordering::Acquire)).filter(|now| *now > taken);
                    if let Some(now) = is_more() {
                        return Poll::Ready(now);
                    }
                    bell.listen(cx.waker());
                    match is_more() {
                        Some(now) => {
                            bell.hush();
                            Poll::Ready(now)
                        }
                        None => Poll::Pending,
                    }
                }));
            }
            worker.join().unwrap();
        });
    }

    #[test]
    fn whoever_learns_of_the_cancellation_finds_the_consumer_gone() {
        loom::model(|| {
            let bell = Arc::new(Bell::new());
            let cancelled = Arc::new(AtomicBool::new(false));
            let (theirs, is_cancelled) = (bell.clone(), cancelled.clone());
            let worker = thread::spawn(move || {
                let is_cancelled = is_cancelled.load(Ordering::Relaxed);
                let goes_on = theirs.ring();
                assert!(!(is_cancelled && goes_on));
            });
            bell.close();
            cancelled.store(true, Ordering::Relaxed);
            worker.join().unwrap();
        });
    }
}

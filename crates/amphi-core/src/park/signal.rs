//! A wake-up that a thread can wait for.

use std::sync::Arc;
use std::task::{Wake, Waker};
use std::time::{Duration, Instant};

use crate::look;

use crate::sync::{AtomicBool, Ordering, Thread, current, park, park_timeout};

/// Remembers that a thread was woken, and wakes it.
#[derive(Debug)]
pub(super) struct Signal {
    thread: Thread,
    woken: AtomicBool,
}

impl Signal {
    pub(super) fn pair() -> (Arc<Self>, Waker) {
        let signal = Arc::new(Self {
            thread: current(),
            woken: AtomicBool::new(false),
        });
        (signal.clone(), Waker::from(signal))
    }

    /// Looks from `start` for at most so long; whether there was a wake-up since the last return.
    pub(super) fn look(&self, start: Instant, time: Duration) -> bool {
        look::until(start, time, || self.woken.load(Ordering::Relaxed)).is_some()
            && self.woken.swap(false, Ordering::Acquire)
    }

    /// Returns when there was a wake-up since the last return.
    pub(super) fn park(&self) {
        while !self.woken.swap(false, Ordering::Acquire) {
            park();
        }
    }

    /// Like [`park`](Self::park); false where `deadline` passed without a wake-up.
    pub(super) fn park_until(&self, deadline: Instant) -> bool {
        while !self.woken.swap(false, Ordering::Acquire) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            park_timeout(left);
        }
        true
    }
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.woken.swap(true, Ordering::Release) {
            self.thread.unpark();
        }
    }
}

#[cfg(all(test, amphi_loom))]
mod model {
    use super::*;
    use loom::thread;

    #[test]
    fn a_wake_up_is_never_lost() {
        loom::model(|| {
            let (signal, waker) = Signal::pair();
            let waking = thread::spawn(move || waker.wake());
            signal.park();
            waking.join().unwrap();
        });
    }

    #[test]
    fn two_wakers_at_once_end_one_wait() {
        loom::model(|| {
            let (signal, waker) = Signal::pair();
            let other = waker.clone();
            // Not joined: the second may unpark this thread late, which the checker's own join
            // takes for its signal. Every model runs all its threads to their end anyway.
            thread::spawn(move || waker.wake());
            thread::spawn(move || other.wake());
            signal.park();
        });
    }
}

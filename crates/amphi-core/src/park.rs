//! Waiting for a future on this very thread, in safe code, without an allocation after the first
//! wait at each depth.
//!
//! A thread keeps one signal for each depth of nesting it has seen: an inner wait must not
//! swallow a wake-up that was meant for the outer one. They are given back at the end of a wait, so
//! that the next one at that depth makes none. The signal remembers a wake-up that came between a
//! poll and the park, so none is lost; `std::thread::park` may return without one, so the loop asks
//! the signal.

use std::cell::RefCell;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

use crate::sync::{AtomicBool, Ordering, Thread, current, park, park_timeout};
use crate::{BlockOnError, far_future};

thread_local! {
    /// The signals of this thread that no wait uses.
    static SPARE: RefCell<Vec<(Arc<Signal>, Waker)>> = const { RefCell::new(Vec::new()) };
}

/// Waits for `future` by parking this thread; runs nothing else and drives no runtime.
///
/// A building block for backends. On a thread of an executor it stops that executor's thread; use
/// [`wait_for`] with [`region::block`](crate::region::block) where that may be.
///
/// ```
/// assert_eq!(amphi_core::park::block_on(async { 7 }), 7);
/// ```
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waiter = Waiter::new();
    match waiter.poll(future.as_mut()) {
        Poll::Ready(output) => output,
        Poll::Pending => waiter.wait(future),
    }
}

/// Polls `future` once; where it is pending, waits for it inside `block`, which keeps the threads'
/// runtimes going or refuses (usually [`region::block`](crate::region::block)).
///
/// # Errors
/// The refusal of `block`.
///
/// # Panics
/// Where `block` returns `Ok` without having called what it was given.
pub fn wait_for<F, B>(future: F, block: B) -> Result<F::Output, BlockOnError>
where
    F: Future,
    B: FnOnce(&mut dyn FnMut()) -> Result<(), BlockOnError>,
{
    let mut future = pin!(future);
    let waiter = Waiter::new();
    if let Poll::Ready(output) = waiter.poll(future.as_mut()) {
        return Ok(output);
    }
    let mut output = None;
    block(&mut || output = Some(waiter.wait(future.as_mut())))?;
    Ok(output.expect("a blocking region returned without waiting"))
}

/// Like [`wait_for`], for at most `timeout`; `None` where the future is still pending then.
///
/// # Errors
/// The refusal of `block`.
///
/// # Panics
/// Where `block` returns `Ok` without having called what it was given.
pub fn wait_for_timeout<F, B>(
    future: F,
    timeout: Duration,
    block: B,
) -> Result<Option<F::Output>, BlockOnError>
where
    F: Future,
    B: FnOnce(&mut dyn FnMut()) -> Result<(), BlockOnError>,
{
    let now = Instant::now();
    let deadline = now.checked_add(timeout).unwrap_or_else(|| far_future(now));
    let mut future = pin!(future);
    let waiter = Waiter::new();
    if let Poll::Ready(output) = waiter.poll(future.as_mut()) {
        return Ok(Some(output));
    }
    let mut waited = None;
    block(&mut || waited = Some(waiter.wait_until(future.as_mut(), deadline)))?;
    Ok(waited.expect("a blocking region returned without waiting"))
}

/// One wait of this thread: polls a future, and parks until it is woken.
///
/// ```
/// use std::{pin::pin, task::Poll};
/// use amphi_core::park::Waiter;
/// let waiter = Waiter::new();
/// let mut future = pin!(async { 7 });
/// assert_eq!(waiter.poll(future.as_mut()), Poll::Ready(7));
/// ```
#[derive(Debug)]
pub struct Waiter {
    /// `None` only while it is being dropped.
    signal: Option<(Arc<Signal>, Waker)>,
}

impl Waiter {
    /// Takes a spare signal of this thread, or makes one.
    pub fn new() -> Self {
        let spare = SPARE
            .try_with(|spare| spare.borrow_mut().pop())
            .ok()
            .flatten();
        Self {
            signal: Some(spare.unwrap_or_else(Signal::pair)),
        }
    }

    /// Polls `future` once with this wait's waker.
    pub fn poll<F: Future>(&self, future: Pin<&mut F>) -> Poll<F::Output> {
        future.poll(&mut Context::from_waker(&self.signal().1))
    }

    /// Parks until woken and polls, again and again, until `future` gives its value.
    ///
    /// Polled before? Then call this on the same thread, with the same waiter.
    pub fn wait<F: Future>(&self, mut future: Pin<&mut F>) -> F::Output {
        loop {
            self.signal().0.park();
            if let Poll::Ready(output) = self.poll(future.as_mut()) {
                return output;
            }
        }
    }

    /// Like [`wait`](Self::wait), until `deadline` at the latest; `None` where it is pending then.
    pub fn wait_until<F: Future>(
        &self,
        mut future: Pin<&mut F>,
        deadline: Instant,
    ) -> Option<F::Output> {
        while self.signal().0.park_until(deadline) {
            if let Poll::Ready(output) = self.poll(future.as_mut()) {
                return Some(output);
            }
        }
        None
    }

    fn signal(&self) -> &(Arc<Signal>, Waker) {
        self.signal.as_ref().expect("held until drop")
    }
}

impl Default for Waiter {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        let signal = self.signal.take();
        // At a thread's end its store may be gone already; then the signal simply goes too.
        let _ = SPARE.try_with(|spare| spare.borrow_mut().extend(signal));
    }
}

/// Remembers that a thread was woken, and wakes it.
#[derive(Debug)]
struct Signal {
    thread: Thread,
    woken: AtomicBool,
}

impl Signal {
    fn pair() -> (Arc<Self>, Waker) {
        let signal = Arc::new(Self {
            thread: current(),
            woken: AtomicBool::new(false),
        });
        (signal.clone(), Waker::from(signal))
    }

    /// Returns when there was a wake-up since the last return.
    fn park(&self) {
        while !self.woken.swap(false, Ordering::Acquire) {
            park();
        }
    }

    /// Like [`park`](Self::park); false where `deadline` passed without a wake-up.
    fn park_until(&self, deadline: Instant) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::thread;

    /// Pending once, woken by another thread that is told to.
    struct Handover(Option<mpsc::Sender<Waker>>);

    impl Future for Handover {
        type Output = ();
        fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
            match self.0.take() {
                Some(sender) => {
                    sender.send(cx.waker().clone()).unwrap();
                    Poll::Pending
                }
                None => Poll::Ready(()),
            }
        }
    }

    fn waker_thread() -> (mpsc::Sender<Waker>, thread::JoinHandle<()>) {
        let (sender, receiver) = mpsc::channel::<Waker>();
        (
            sender,
            thread::spawn(move || receiver.iter().for_each(Waker::wake)),
        )
    }

    #[test]
    fn an_inner_wait_leaves_the_outer_wake_up_alone() {
        let (sender, helper) = waker_thread();
        block_on(async {
            let mut outer = Handover(Some(sender.clone()));
            // The outer future registers, then waits inside its own poll for an inner one, while
            // the outer wake-up arrives; the outer wait must still be told.
            std::future::poll_fn(|cx| {
                let polled = Pin::new(&mut outer).poll(cx);
                if polled.is_pending() {
                    for _ in 0..10 {
                        block_on(Handover(Some(sender.clone())));
                    }
                }
                polled
            })
            .await;
        });
        drop(sender);
        helper.join().unwrap();
    }

    #[test]
    fn signals_are_reused_at_every_depth() {
        fn nest(depth: usize) {
            block_on(async {
                if depth > 0 {
                    nest(depth - 1)
                }
            });
        }
        let spare = || SPARE.with(|spare| spare.borrow().len());
        nest(8);
        assert_eq!(spare(), 9);
        nest(8);
        assert_eq!(spare(), 9);
    }

    #[test]
    fn a_panic_gives_the_signal_back() {
        block_on(async {});
        let caught = std::panic::catch_unwind(|| block_on(async { panic!("inside") }));
        assert!(caught.is_err());
        assert_eq!(SPARE.with(|spare| spare.borrow().len()), 1);
        block_on(async {});
    }
}

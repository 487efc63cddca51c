//! Waiting for a future on this very thread, in safe code, without an allocation after the first
//! wait at each depth.
//!
//! A thread keeps one signal for each depth of nesting it has seen: an inner wait must not
//! swallow a wake-up that was meant for the outer one. They are given back at the end of a wait, so
//! that the next one at that depth makes none. The signal remembers a wake-up that came between a
//! poll and the park, so none is lost; `std::thread::park` may return without one, so the loop asks
//! the signal.

mod caller;
mod signal;
mod waiter;

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

pub(crate) use caller::on_behalf_of;
pub use waiter::Waiter;

use crate::{BlockOnError, far_future, region};

/// Waits for `future` by parking this thread; runs nothing else and drives no runtime.
///
/// A building block for backends. On a thread of an executor it stops that executor's thread; use
/// [`wait_for`] with [`region::block`] where that may be.
///
/// ```
/// assert_eq!(amphi_core::park::block_on(async { 7 }), 7);
/// ```
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    match poll_now(future.as_mut()) {
        Poll::Ready(output) => output,
        Poll::Pending => Waiter::new().wait_unwatched(future),
    }
}

/// Polls `future` once, at the least cost: with a waker that does nothing.
///
/// Most waits are for what is ready, and end here. Where it is pending it must be polled again
/// before the thread parks, which [`Waiter::wait`] does.
///
/// ```
/// use std::{pin::pin, task::Poll};
/// assert_eq!(amphi_core::park::poll_now(pin!(async { 7 })), Poll::Ready(7));
/// ```
#[inline]
pub fn poll_now<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

/// Polls `future` once; where it is pending, waits for it inside `block`, which keeps the threads'
/// runtimes going or refuses (usually [`region::block`]).
///
/// # Errors
/// The refusal of `block`, or what a runtime that watches the wait finds.
///
/// # Panics
/// Where `block` returns `Ok` without having called what it was given.
#[inline]
#[track_caller]
pub fn wait_for<F, B>(future: F, block: B) -> Result<F::Output, BlockOnError>
where
    F: Future,
    B: FnOnce(&mut dyn FnMut()) -> Result<(), BlockOnError>,
{
    let mut future = pin!(future);
    let _arrival = region::arrive();
    match poll_now(future.as_mut()) {
        Poll::Ready(output) => Ok(output),
        Poll::Pending => wait_longer(future, block),
    }
}

/// Waits for `future`, which was pending at its [first poll](poll_now), inside `block`; the rest of
/// [`wait_for`].
///
/// # Errors
/// As [`wait_for`].
///
/// # Panics
/// As [`wait_for`].
#[cold]
#[track_caller]
pub fn wait_longer<F, B>(mut future: Pin<&mut F>, block: B) -> Result<F::Output, BlockOnError>
where
    F: Future,
    B: FnOnce(&mut dyn FnMut()) -> Result<(), BlockOnError>,
{
    let waiter = Waiter::new();
    let mut waited = None;
    block(&mut || waited = Some(waiter.wait(future.as_mut())))?;
    waited.expect(UNCALLED)
}

/// Like [`wait_longer`], for a runtime whose threads drive something while they wait: `drive` waits in
/// its way, where nobody [watches](region::watch) the wait.
///
/// # Errors
/// The refusal of a runtime that cannot spare this thread, or what one that watches finds.
#[track_caller]
pub fn wait_driving<F, D>(mut future: Pin<&mut F>, drive: D) -> Result<F::Output, BlockOnError>
where
    F: Future,
    D: Fn(Pin<&mut F>) -> F::Output,
{
    let waiter = Waiter::new();
    let mut waited = None;
    region::block(&mut || {
        let future = future.as_mut();
        waited = Some(match region::watching() {
            Some(_) => waiter.wait(future),
            None => Ok(drive(future)),
        });
    })?;
    waited.expect(UNCALLED)
}

/// Like [`wait_for`], for at most `timeout`; `None` where the future is still pending then.
///
/// # Errors
/// As [`wait_for`].
///
/// # Panics
/// As [`wait_for`].
#[track_caller]
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
    let _arrival = region::arrive();
    if let Poll::Ready(output) = poll_now(future.as_mut()) {
        return Ok(Some(output));
    }
    let waiter = Waiter::new();
    let mut waited = None;
    block(&mut || waited = Some(waiter.wait_until(future.as_mut(), deadline)))?;
    waited.expect(UNCALLED)
}

const UNCALLED: &str = "a blocking region returned without waiting";

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

    /// Pending once, so that the wait takes a signal.
    async fn yield_now() {
        let mut first = true;
        std::future::poll_fn(|cx| {
            cx.waker().wake_by_ref();
            match std::mem::take(&mut first) {
                true => Poll::Pending,
                false => Poll::Ready(()),
            }
        })
        .await;
    }

    #[test]
    fn a_ready_future_takes_no_signal() {
        block_on(async {});
        assert_eq!(waiter::spare(), 0);
    }

    #[test]
    fn signals_are_reused_at_every_depth() {
        fn nest(depth: usize) {
            block_on(async {
                yield_now().await;
                if depth > 0 {
                    nest(depth - 1);
                }
            });
        }
        let spare = waiter::spare;
        nest(8);
        assert_eq!(spare(), 9);
        nest(8);
        assert_eq!(spare(), 9);
    }

    #[test]
    fn a_panic_gives_the_signal_back() {
        let caught = std::panic::catch_unwind(|| {
            block_on(async {
                yield_now().await;
                panic!("inside")
            });
        });
        assert!(caught.is_err());
        assert_eq!(waiter::spare(), 1);
        block_on(yield_now());
        assert_eq!(waiter::spare(), 1);
    }

    /// Wakes whoever polls it, for many times a millisecond; then it ends, so that nobody hangs.
    fn restless() -> impl Future<Output = ()> {
        let mut left = 20_000_000_u32;
        std::future::poll_fn(move |cx| {
            cx.waker().wake_by_ref();
            left -= 1;
            match left {
                0 => Poll::Ready(()),
                _ => Poll::Pending,
            }
        })
    }

    #[test]
    fn what_wakes_itself_is_waited_for_no_longer_than_was_asked() {
        let block = |wait: &mut dyn FnMut()| {
            wait();
            Ok(())
        };
        let waited = wait_for_timeout(restless(), Duration::from_millis(1), block);
        assert_eq!(waited.unwrap(), None);
    }
}

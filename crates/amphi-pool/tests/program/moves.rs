//! What the players of random programs do with handles, and with time.

use std::future::Future;
use std::hint::spin_loop;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use amphi_conformance::random::Rng;
use amphi_core::{TaskHandle, TaskHandleExt, park};

use crate::account::Fate;

/// Lets a handle go in one way or another.
pub(crate) fn settle(rng: &mut Rng, handle: impl TaskHandle<()>) -> Fate {
    match rng.below(5) {
        0 => {
            handle.detach();
            Fate::Detached
        }
        1 => {
            drop(handle.cancel());
            Fate::Cancelled
        }
        2 => Fate::Gave(park::block_on(handle.cancel())),
        _ => Fate::Gave(handle.join()),
    }
}

pub(crate) fn poll<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
    match Pin::new(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

/// Lets others come first, about around the times that a searcher spins.
pub(crate) fn pause(rng: &mut Rng, most: u64) {
    (0..rng.below(most)).for_each(|_| spin_loop());
}

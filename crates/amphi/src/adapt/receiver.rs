//! [`IntoStreamPolling`]: a standard channel's receiver as a stream that can be cancelled.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use super::IterStream;
use crate::{Handle, is_cancelled};

/// Makes a stream of a [`Receiver`] of the standard library.
///
/// [`into_stream_blocking`](super::IntoStreamBlocking::into_stream_blocking) does that as well, and
/// at the least cost; but a `recv` that waits cannot be interrupted: where that stream is dropped,
/// the worker's thread is held until the next message comes or all senders have gone. This one
/// looks now and then whether the stream is still there.
pub trait IntoStreamPolling {
    /// What is sent.
    type Item: Send + 'static;

    /// The messages as a stream of the current runtime. A stream that was dropped gives its thread
    /// back after `every` at the latest; messages are not delayed by it.
    ///
    /// ```
    /// use std::{sync::mpsc, time::Duration};
    /// use amphi::prelude::*;
    /// use futures_lite::StreamExt;
    ///
    /// let (sender, receiver) = mpsc::channel();
    /// std::thread::spawn(move || (0..3).for_each(|n| sender.send(n).unwrap()));
    /// let stream = receiver.into_stream_polling(Duration::from_millis(50));
    /// assert_eq!(stream.collect::<Vec<_>>().wait(), [0, 1, 2]);
    /// ```
    ///
    /// # Panics
    /// Where there is no runtime ([`NoRuntime`](crate::NoRuntime)), at the caller's location.
    #[track_caller]
    fn into_stream_polling(self, every: Duration) -> IterStream<PollReceiver<Self::Item>>;
}

impl<T: Send + 'static> IntoStreamPolling for Receiver<T> {
    type Item = T;

    #[track_caller]
    fn into_stream_polling(self, every: Duration) -> IterStream<PollReceiver<T>> {
        Handle::current().stream_blocking(PollReceiver {
            receiver: self,
            every,
        })
    }
}

/// The messages of a [`Receiver`] until all senders have gone or the closure that waits for them
/// [is cancelled](is_cancelled).
#[derive(Debug)]
pub struct PollReceiver<T> {
    receiver: Receiver<T>,
    every: Duration,
}

impl<T> Iterator for PollReceiver<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        loop {
            match self.receiver.recv_timeout(self.every) {
                Ok(message) => return Some(message),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) if is_cancelled() => return None,
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}

//! [`BlockingIter`]: a stream as an ordinary iterator.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::iter::FusedIterator;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use amphi_core::BlockOnError;
use futures_core::Stream;

use super::inside::Inside;
use crate::Handle;

/// Makes a blocking iterator of any stream.
pub trait IntoBlockingIter: Stream + Sized {
    /// The items of this stream for a `for` loop, waited for on the current runtime.
    ///
    /// # Panics
    /// Where there is no runtime ([`NoRuntime`](crate::NoRuntime)), at the caller's location.
    #[track_caller]
    fn into_blocking_iter(self) -> BlockingIter<Self> {
        Handle::current().iter_blocking(self)
    }
}

impl<S: Stream> IntoBlockingIter for S {}

impl Handle {
    /// The items of `stream` for a `for` loop, waited for on this runtime.
    pub fn iter_blocking<S: Stream>(&self, stream: S) -> BlockingIter<S> {
        BlockingIter {
            stream: Inside::new(self.clone(), stream),
            ahead: VecDeque::new(),
            buffered: 0,
        }
    }
}

/// The items of a [`Stream`], each waited for when it is asked for.
///
/// Made by [`into_blocking_iter`](IntoBlockingIter::into_blocking_iter). Works wherever
/// [`Handle::block_on`] does: on plain threads, in offloaded closures, in tasks of the same runtime,
/// also inside the `next` of another one. Nothing is asked of the stream before [`next`] is called,
/// and no more than what it is called for, unless [`buffered`](Self::buffered) allows it.
///
/// The stream is dropped as soon as it has ended, or with the iterator, on the thread that drops that, with
/// the runtime as the current one. Items that are errors are items like others. A panic of the
/// stream goes on to the caller of `next`.
///
/// ```
/// use amphi::prelude::*;
/// use futures_lite::{StreamExt, stream};
///
/// let squares = stream::iter(1..4).then(|n| async move {
///     amphi::yield_now().await;
///     n * n
/// });
/// let mut sum = 0;
/// for square in squares.into_blocking_iter() {
///     sum += square;
/// }
/// assert_eq!(sum, 14);
/// ```
///
/// [`next`]: Iterator::next
pub struct BlockingIter<S: Stream> {
    /// It has gone once it has ended.
    stream: Inside<S>,
    /// Items that were ready while another one was fetched.
    ahead: VecDeque<S::Item>,
    buffered: usize,
}

impl<S: Stream> BlockingIter<S> {
    /// Whenever the stream is polled, takes up to `items` more from it that are ready as well.
    ///
    /// It is never waited for these. A wait costs the same for one item as for many, so that makes
    /// streams cheap that have many items ready. They are produced before they are asked for, on the thread that
    /// waits; what was produced before a panic of the stream comes after it.
    ///
    /// (It is not `StreamExt::buffered`, which runs a stream's futures at the same time; that goes before
    /// [`into_blocking_iter`](IntoBlockingIter::into_blocking_iter).)
    #[must_use]
    pub fn buffered(mut self, items: usize) -> Self {
        self.buffered = items;
        self
    }

    /// Like [`next`](Iterator::next), where a wait that is impossible is an error.
    ///
    /// # Errors
    /// The runtime has gone, or its limits make this wait impossible. The stream is kept; a later call
    /// may succeed.
    #[inline]
    #[track_caller]
    pub fn try_next(&mut self) -> Result<Option<S::Item>, BlockOnError> {
        if let Some(item) = self.ahead.pop_front() {
            return Ok(Some(item));
        }
        let (handle, stream) = self.stream.parts();
        if self.buffered == 0 {
            // Most items are ready, where streams are fast.
            if let Poll::Ready(item) = handle.poll_now(Pin::new(&mut Next(&mut *stream))) {
                return Ok(item);
            }
        }
        self.wait()
    }

    /// Waits for the next item; takes more along that are ready.
    #[cold]
    #[track_caller]
    fn wait(&mut self) -> Result<Option<S::Item>, BlockOnError> {
        let (handle, stream) = self.stream.parts();
        let (ahead, buffered) = (&mut self.ahead, self.buffered);
        handle.try_block_on(poll_fn(|cx| {
            let item = ready!(Pin::new(&mut Next(stream)).poll(cx));
            if buffered == 0 || item.is_none() {
                return Poll::Ready(item);
            }
            // Kept there, where a panic of the stream does not lose it.
            ahead.extend(item);
            while ahead.len() <= buffered {
                match Pin::new(&mut Next(stream)).poll(cx) {
                    Poll::Ready(Some(item)) => ahead.push_back(item),
                    Poll::Ready(None) | Poll::Pending => break,
                }
            }
            Poll::Ready(ahead.pop_front())
        }))
    }
}

/// The next item of a stream, which is dropped where it has ended.
struct Next<'a, S>(&'a mut Option<Pin<Box<S>>>);

impl<S: Stream> Future for Next<'_, S> {
    type Output = Option<S::Item>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let Self(stream) = self.get_mut();
        let Some(running) = stream else {
            return Poll::Ready(None);
        };
        let item = ready!(running.as_mut().poll_next(cx));
        if item.is_none() {
            end(stream);
        }
        Poll::Ready(item)
    }
}

#[cold]
fn end<S>(stream: &mut Option<Pin<Box<S>>>) {
    *stream = None;
}

impl<S: Stream> Iterator for BlockingIter<S> {
    type Item = S::Item;

    #[inline]
    #[track_caller]
    fn next(&mut self) -> Option<S::Item> {
        match self.try_next() {
            Ok(item) => item,
            Err(error) => error.raise(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let ahead = self.ahead.len();
        let (least, most) = match self.stream.get() {
            Some(stream) => stream.size_hint(),
            None => (0, Some(0)),
        };
        let most = most.and_then(|most| most.checked_add(ahead));
        (least.saturating_add(ahead), most)
    }
}

impl<S: Stream> FusedIterator for BlockingIter<S> {}

impl<S: Stream> fmt::Debug for BlockingIter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockingIter")
            .field("has_ended", &self.stream.get().is_none())
            .finish_non_exhaustive()
    }
}

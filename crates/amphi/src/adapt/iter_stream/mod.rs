//! [`IterStream`]: a blocking iterator as a stream.

mod cache_lines;
mod feed;
mod patience;
mod sheaf;
mod sync;
mod tray;
mod worker;

use std::fmt;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_core::stream::FusedStream;

use self::feed::Feed;
use crate::Handle;

/// Makes a stream of any blocking iterator.
pub trait IntoStreamBlocking: IntoIterator + Sized
where
    Self::IntoIter: Send + 'static,
    Self::Item: Send + 'static,
{
    /// The items of this iterator as a stream; a worker of the current runtime runs it.
    ///
    /// # Panics
    /// Where there is no runtime ([`NoRuntime`](crate::NoRuntime)), at the caller's location.
    #[track_caller]
    fn into_stream_blocking(self) -> IterStream<Self::IntoIter> {
        Handle::current().stream_blocking(self)
    }
}

impl<I> IntoStreamBlocking for I
where
    I: IntoIterator,
    I::IntoIter: Send + 'static,
    I::Item: Send + 'static,
{
}

impl Handle {
    /// The items of `iter` as a stream; a worker of this runtime runs it. See [`IterStream`].
    pub fn stream_blocking<I>(&self, iter: I) -> IterStream<I::IntoIter>
    where
        I: IntoIterator,
        I::IntoIter: Send + 'static,
        I::Item: Send + 'static,
    {
        IterStream::new(self.clone(), iter.into_iter())
    }
}

/// A blocking iterator as a [`Stream`]: an offloaded closure runs it, ahead of its consumer.
///
/// Made by [`into_stream_blocking`](IntoStreamBlocking::into_stream_blocking) and
/// [`Handle::stream_blocking`].
///
/// - **Start.** Nothing runs before the first poll.
/// - **Latency.** Each item can be taken as soon as it is produced; it never waits for others, unless
///   [`with_batches`](Self::with_batches) allows it.
/// - **Bound.** At most [`capacity`](Self::with_capacity) items are produced ahead of the consumer, and
///   fewer where it does not need them: the room starts small and grows where both have to wait
///   for each other.
/// - **Threads.** Where there is no room the closure ends and gives its thread back; another one goes
///   on when half of the items have been taken. So the iterator is always on one thread at a time,
///   and not always on the same one.
/// - **Cancellation.** Dropping the stream lets the worker stop at its next item; inside the iterator
///   [`is_cancelled`](crate::is_cancelled) is true meanwhile. The iterator is dropped on a worker, since that may
///   block too. A `next` that blocks for ever cannot be interrupted, and holds its thread.
/// - **Panics.** A panic of the iterator goes on to the consumer with its payload, after the items
///   before it, once; then the stream has ended.
/// - **The runtime goes.** The consumer gets what has been produced, then a panic whose text says
///   so: an end would look like the iterator's own. A stream that has not ended must not be polled
///   after the shutdown of its runtime.
///
/// A consumer that always finds an item suspends now and then all the same, so that the
/// other tasks of its thread go on.
///
/// ```
/// use std::io::{BufRead, BufReader};
/// use amphi::prelude::*;
/// use futures_lite::StreamExt;
///
/// # fn main() -> std::io::Result<()> {
/// let file = BufReader::new(std::fs::File::open("Cargo.toml")?);
/// let mut lines = file.lines().into_stream_blocking();
/// let count = async {
///     let mut count = 0;
///     while let Some(line) = lines.next().await {
///         count += usize::from(line?.starts_with('['));
///     }
///     std::io::Result::Ok(count)
/// };
/// assert!(count.wait()? > 2);
/// # Ok(())
/// # }
/// ```
pub struct IterStream<I: Iterator + Send + 'static>
where
    I::Item: Send + 'static,
{
    /// A lock that nobody takes: it makes this `Sync`, whatever the iterator is.
    feed: Mutex<Feed<I>>,
}

impl<I: Iterator + Send + 'static> IterStream<I>
where
    I::Item: Send + 'static,
{
    fn new(handle: Handle, iter: I) -> Self {
        Self {
            feed: Mutex::new(Feed::new(handle, iter)),
        }
    }

    /// At most `items` are produced and not taken yet; by default 8192, fewer where they are large.
    ///
    /// # Panics
    /// Where `items` is zero, or the stream has been polled, at the caller's location.
    #[must_use]
    #[track_caller]
    pub fn with_capacity(mut self, items: usize) -> Self {
        assert!(items > 0, "a stream needs room for one item");
        assert!(
            self.feed().is_new(),
            "the capacity of a stream is set before its first poll"
        );
        self.feed().set_capacity(items);
        self
    }

    /// Lets the worker hand over up to `items` items together; by default it hands over each by itself.
    ///
    /// That costs a fraction of what single items do, where the iterator is fast. For iterators that
    /// do not block: an item may wait for the next one then. Never for more than that, where
    /// the consumer has run out: the worker looks after each item, hands over what it has where the
    /// consumer has none, and when the iterator ends.
    ///
    /// ```
    /// use amphi::prelude::*;
    /// use futures_lite::StreamExt;
    ///
    /// let squares = (0..100_000_u64).map(|n| n * n);
    /// let sum = squares.into_stream_blocking().with_batches(256).fold(0, |sum, n| sum + n);
    /// assert_eq!(sum.wait(), 333_328_333_350_000);
    /// ```
    ///
    /// # Panics
    /// Where `items` is zero, or the stream has been polled, at the caller's location.
    #[must_use]
    #[track_caller]
    pub fn with_batches(mut self, items: usize) -> Self {
        assert!(items > 0, "a batch needs room for one item");
        assert!(
            self.feed().is_new(),
            "the batches of a stream are set before its first poll"
        );
        self.feed().set_together(items);
        self
    }

    fn feed(&mut self) -> &mut Feed<I> {
        self.feed.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    fn look(&self) -> MutexGuard<'_, Feed<I>> {
        self.feed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<I: Iterator + Send + 'static> Stream for IterStream<I>
where
    I::Item: Send + 'static,
{
    type Item = I::Item;

    #[inline]
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<I::Item>> {
        self.feed().poll_next(cx)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.look().size_hint()
    }
}

impl<I: Iterator + Send + 'static> FusedStream for IterStream<I>
where
    I::Item: Send + 'static,
{
    fn is_terminated(&self) -> bool {
        self.look().is_terminated()
    }
}

impl<I: Iterator + Send + 'static> Unpin for IterStream<I> where I::Item: Send + 'static {}

impl<I: Iterator + Send + 'static> Drop for IterStream<I>
where
    I::Item: Send + 'static,
{
    fn drop(&mut self) {
        self.feed().cancel();
    }
}

impl<I: Iterator + Send + 'static> fmt::Debug for IterStream<I>
where
    I::Item: Send + 'static,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IterStream")
            .field("is_terminated", &self.is_terminated())
            .finish_non_exhaustive()
    }
}

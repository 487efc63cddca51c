//! [`Ordered`]: the stream over a [`Feed`]: keeps the offloaded closures going and passes their
//! results on in order.

use std::collections::VecDeque;
use std::fmt;
use std::num::NonZeroUsize;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use amphi::{CancelOnDrop, Handle, JoinError, JoinHandle, Sleep};
use futures::stream::FuturesUnordered;
use futures::{FutureExt, Stream, StreamExt};

use super::feed::{Feed, Work};
use super::{Meter, SumError};

/// Maps a blocking function over a blocking iterator, `jobs` at a time.
pub(super) struct Ordered<S: Iterator, T> {
    handle: Handle,
    jobs: NonZeroUsize,
    feed: Arc<Feed<S, T>>,
    workers: FuturesUnordered<CancelOnDrop<(), JoinHandle<()>>>,
    ready: VecDeque<Result<T, SumError>>,
    gathering: Option<Pin<Box<Sleep>>>,
    ended: bool,
}

impl<S, T> Ordered<S, T>
where
    S: Iterator + Send + 'static,
    S::Item: Send,
    T: Send + 'static,
{
    pub(super) fn new(
        handle: Handle,
        jobs: NonZeroUsize,
        source: S,
        work: Work<S::Item, T>,
    ) -> Self {
        Self {
            handle,
            jobs,
            feed: Arc::new(Feed::new(source, work, jobs)),
            workers: FuturesUnordered::new(),
            ready: VecDeque::new(),
            gathering: None,
            ended: false,
        }
    }

    pub(super) fn meter(&self) -> Arc<Meter> {
        self.feed.meter()
    }

    /// Starts workers where there is work, and lets go of those that have finished.
    fn poll_workers(&mut self, cx: &mut Context<'_>) -> Result<(), JoinError> {
        loop {
            while self.workers.len() < self.jobs.get() && self.feed.has_work() {
                let feed = self.feed.clone();
                self.workers.push(
                    self.handle
                        .spawn_blocking(move || feed.run())
                        .cancel_on_drop(),
                );
            }
            match self.workers.poll_next_unpin(cx) {
                Poll::Ready(Some(finished)) => finished?,
                Poll::Ready(None) | Poll::Pending => return Ok(()),
            }
        }
    }

    /// Waits for the next result in order, then a moment more.
    ///
    /// One wake-up for each small file would cost more than its hashing.
    fn poll_gathered(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.gathering.is_none() && !self.feed.poll_ready(cx.waker()) {
            return Poll::Pending;
        }
        let sleep = || Box::pin(self.handle.sleep(GATHER));
        let gathering = self.gathering.get_or_insert_with(sleep);
        gathering.poll_unpin(cx)
    }

    /// The next result in order; `None` only where all has been passed on.
    fn poll_result(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, SumError>>> {
        loop {
            if let Some(result) = self.ready.pop_front() {
                self.feed.pass_on();
                return Poll::Ready(Some(result));
            }
            let working = !self.workers.is_empty();
            if working {
                ready!(self.poll_gathered(cx));
            }
            self.gathering = None;
            self.feed.drain_into(&mut self.ready);
            if self.ready.is_empty() && !working {
                return Poll::Ready(None);
            }
        }
    }

    fn fail(&mut self, error: JoinError) -> SumError {
        self.ended = true;
        self.workers.clear();
        if error.is_panic() {
            error.resume();
        }
        SumError::offload(error)
    }
}

impl<S, T> Stream for Ordered<S, T>
where
    S: Iterator + Send + 'static,
    S::Item: Send,
    T: Send + 'static,
{
    type Item = Result<T, SumError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if this.ended {
            return Poll::Ready(None);
        }
        match this.poll_workers(cx) {
            Ok(()) => this.poll_result(cx),
            Err(error) => Poll::Ready(Some(Err(this.fail(error)))),
        }
    }
}

/// Nothing in it is pinned: the futures that are polled are boxed or `Unpin`.
impl<S: Iterator, T> Unpin for Ordered<S, T> {}

impl<S: Iterator, T> fmt::Debug for Ordered<S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ordered")
            .field("handle", &self.handle)
            .field("jobs", &self.jobs)
            .field("running", &self.workers.len())
            .finish_non_exhaustive()
    }
}

const GATHER: Duration = Duration::from_millis(2);

//! [`Feed`]: what the offloaded closures share: the source of items, and the results on their way
//! back.

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;

use futures::task::AtomicWaker;

use super::digest::FileHasher;
use super::reorder::Reorder;
use super::{Meter, SumError};

/// One piece of blocking work.
pub(super) type Work<I, T> = fn(I, &mut FileHasher) -> Result<T, SumError>;

/// Numbers the items of `source`, has them worked on, and keeps the results in that order.
///
/// No more than `window` items are under way or wait for the ones before them; this bounds the
/// memory, and how far the others run ahead of one slow file.
pub(super) struct Feed<S: Iterator, T> {
    source: Mutex<S>,
    work: Work<S::Item, T>,
    meter: Arc<Meter>,
    window: usize,
    /// Items taken from the source; changes under its lock only.
    taken: AtomicUsize,
    /// Results passed on by the stream.
    passed: AtomicUsize,
    exhausted: AtomicBool,
    results: Mutex<Reorder<Result<T, SumError>>>,
    reader: AtomicWaker,
}

impl<S: Iterator, T> Feed<S, T> {
    pub(super) fn new(source: S, work: Work<S::Item, T>, jobs: NonZeroUsize) -> Self {
        Self {
            source: Mutex::new(source),
            work,
            meter: Arc::default(),
            window: jobs.get().saturating_mul(WINDOW_PER_JOB),
            taken: AtomicUsize::new(0),
            passed: AtomicUsize::new(0),
            exhausted: AtomicBool::new(false),
            results: Mutex::new(Reorder::new()),
            reader: AtomicWaker::new(),
        }
    }

    pub(super) fn meter(&self) -> Arc<Meter> {
        self.meter.clone()
    }

    /// Works on items until there are none, the window is full, or the closure is cancelled; it
    /// never waits for the reader of the results.
    pub(super) fn run(&self) {
        let mut hasher = FileHasher::new(self.meter());
        while !amphi::is_cancelled() {
            let Some((number, item)) = self.take() else {
                return;
            };
            let result = (self.work)(item, &mut hasher);
            self.put(number, result);
        }
    }

    /// Whether another closure would find an item, as far as is known.
    pub(super) fn has_work(&self) -> bool {
        !self.exhausted.load(Ordering::Acquire) && self.is_open()
    }

    /// Registers who is to be woken when the next result in order is there, and tells whether it
    /// is there already.
    pub(super) fn poll_ready(&self, reader: &Waker) -> bool {
        self.reader.register(reader);
        lock(&self.results).is_ready()
    }

    /// Moves all results that are in order.
    pub(super) fn drain_into(&self, ready: &mut VecDeque<Result<T, SumError>>) {
        let mut results = lock(&self.results);
        ready.extend(std::iter::from_fn(|| results.pop()));
    }

    /// Makes room in the window for one more item.
    pub(super) fn pass_on(&self) {
        self.passed.fetch_add(1, Ordering::Release);
    }

    fn is_open(&self) -> bool {
        let passed = self.passed.load(Ordering::Acquire);
        self.taken.load(Ordering::Acquire) - passed < self.window
    }

    fn take(&self) -> Option<(usize, S::Item)> {
        let mut source = lock(&self.source);
        if !self.has_work() {
            return None;
        }
        let Some(item) = source.next() else {
            self.exhausted.store(true, Ordering::Release);
            return None;
        };
        Some((self.taken.fetch_add(1, Ordering::Release), item))
    }

    fn put(&self, number: usize, result: Result<T, SumError>) {
        let mut results = lock(&self.results);
        results.insert(number, result);
        let ready = results.is_ready();
        drop(results);
        if ready {
            self.reader.wake();
        }
    }
}

/// A panic of the source or of the work reaches the stream through the closure's handle; what the
/// lock protects is whole even then.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// More than a core hashes while the stream gathers results.
const WINDOW_PER_JOB: usize = 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(items: usize) -> Feed<std::ops::Range<usize>, usize> {
        Feed::new(0..items, |item, _| Ok(item * 2), NonZeroUsize::MIN)
    }

    fn drain<S: Iterator, T>(feed: &Feed<S, T>) -> Vec<T> {
        let mut ready = VecDeque::new();
        feed.drain_into(&mut ready);
        ready.into_iter().map(|result| result.unwrap()).collect()
    }

    #[test]
    fn works_until_the_source_ends() {
        let feed = feed(3);
        feed.run();
        assert!(!feed.has_work());
        assert_eq!(drain(&feed), [0, 2, 4]);
    }

    #[test]
    fn stops_at_the_window_until_results_are_passed_on() {
        let feed = feed(usize::MAX);
        feed.run();
        assert!(!feed.has_work());
        assert_eq!(drain(&feed).len(), WINDOW_PER_JOB);
        feed.pass_on();
        assert!(feed.has_work());
        feed.run();
        assert_eq!(drain(&feed), [WINDOW_PER_JOB * 2]);
    }

    #[test]
    fn results_wait_for_the_ones_before_them() {
        let feed = feed(2);
        let (first, second) = (feed.take().unwrap(), feed.take().unwrap());
        feed.put(second.0, Ok(20));
        assert!(!feed.poll_ready(Waker::noop()));
        feed.put(first.0, Ok(10));
        assert!(feed.poll_ready(Waker::noop()));
        assert_eq!(drain(&feed), [10, 20]);
    }
}

//! [`Resume`]: one step of a generator, and what comes of it.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::Generator;

/// What a generator gave when it was resumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Resumed<Y, R> {
    /// It yielded this item, and can be resumed again.
    Yielded(Y),
    /// It returned this value, and has ended.
    Complete(R),
}

/// A generator was resumed that has ended: it had given `Complete`, or had panicked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Finished<S>(S);

impl<S> Finished<S> {
    /// The value that was not sent.
    pub fn into_inner(self) -> S {
        self.0
    }
}

/// The value need not be `Debug`.
impl<S> fmt::Debug for Finished<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Finished").finish_non_exhaustive()
    }
}

impl<S> fmt::Display for Finished<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the generator has ended; it can be resumed only until it gives `Complete`")
    }
}

impl<S> Error for Finished<S> {}

/// One step of a generator; made by [`Generator::resume`].
#[must_use = "the generator is not resumed unless this is awaited"]
pub struct Resume<'g, Y, S, F: Future> {
    /// `None` once the step has ended.
    generator: Option<&'g mut Generator<Y, S, F>>,
    /// `None` once it was sent.
    value: Option<S>,
}

/// Nothing in it is ever pinned.
impl<Y, S, F: Future> Unpin for Resume<'_, Y, S, F> {}

impl<'g, Y, S, F: Future> Resume<'g, Y, S, F> {
    pub(super) fn new(generator: &'g mut Generator<Y, S, F>, value: S) -> Self {
        Self {
            generator: Some(generator),
            value: Some(value),
        }
    }
}

impl<Y, S, F: Future> Future for Resume<'_, Y, S, F> {
    type Output = Result<Resumed<Y, F::Output>, Finished<S>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { generator, value } = &mut *self;
        let it = generator.as_mut().expect("polled after completion");
        if let Some(value) = value.take() {
            if it.is_finished() {
                *generator = None;
                return Poll::Ready(Err(Finished(value)));
            }
            it.send(value, cx.waker());
        }
        let resumed = ready!(it.poll_step(cx));
        *generator = None;
        Poll::Ready(Ok(resumed))
    }
}

impl<Y, S, F: Future> fmt::Debug for Resume<'_, Y, S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resume")
            .field("has_begun", &self.value.is_none())
            .finish_non_exhaustive()
    }
}

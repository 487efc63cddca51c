//! A generator that is sent nothing, as a stream.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use futures_core::stream::FusedStream;

use super::{Generator, Resumed};

/// The items, until it returns. Only for one that returns nothing: a value would be lost.
impl<Y, F: Future<Output = ()>> Stream for Generator<Y, (), F> {
    type Item = Y;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Y>> {
        if self.is_finished() {
            return Poll::Ready(None);
        }
        // Sent again where the item is still awaited, which nobody can tell.
        self.send((), cx.waker());
        Poll::Ready(match ready!(self.poll_step(cx)) {
            Resumed::Yielded(item) => Some(item),
            Resumed::Complete(()) => None,
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, self.is_finished().then_some(0))
    }
}

impl<Y, F: Future<Output = ()>> FusedStream for Generator<Y, (), F> {
    fn is_terminated(&self) -> bool {
        self.is_finished()
    }
}

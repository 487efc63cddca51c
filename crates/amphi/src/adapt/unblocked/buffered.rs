//! Reading ahead, for both kinds of `AsyncBufRead`.

use std::io::{self, Read};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::Unblocked;

impl<T: Read + Send + 'static> Unblocked<T> {
    /// Waits until there are bytes; none at the end.
    pub(super) fn poll_fill(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let desk = ready!(self.get_mut().engine().poll_input(usize::MAX, cx))?;
        Poll::Ready(Ok(desk.unread()))
    }

    /// The caller has taken so many of them.
    pub(super) fn consume_unread(&mut self, count: usize) {
        match self.engine().desk() {
            Some(desk) => desk.consume(count),
            None => assert_eq!(count, 0, "nothing was read"),
        }
    }
}

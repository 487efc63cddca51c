//! One operation of a [`BlockingIo`], whatever its kind.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use super::{BlockingIo, HELD};

/// `poll_fill_buf` of either kind.
type PollFill<T> = for<'a> fn(Pin<&'a mut T>, &mut Context<'_>) -> Poll<io::Result<&'a [u8]>>;

impl<T, K> BlockingIo<T, K> {
    /// Waits for an operation.
    pub(super) fn wait<R>(
        &mut self,
        mut poll: impl FnMut(Pin<&mut T>, &mut Context<'_>) -> Poll<io::Result<R>>,
    ) -> io::Result<R> {
        let (handle, value) = self.inner.parts();
        let value = value.as_mut().expect(HELD);
        handle
            .try_block_on(poll_fn(|cx| poll(value.as_mut(), cx)))
            .map_err(io::Error::other)?
    }

    /// Waits until there are bytes, or none come any more, and gives them.
    pub(super) fn fill(&mut self, poll: PollFill<T>) -> io::Result<&[u8]> {
        if self.wait(|value, cx| poll(value, cx).map_ok(<[u8]>::is_empty))? {
            return Ok(&[]);
        }
        // There are bytes, so this one is ready.
        match poll(self.value(), &mut Context::from_waker(Waker::noop())) {
            Poll::Ready(bytes) => bytes,
            Poll::Pending => Ok(&[]),
        }
    }

    /// The value, for what needs no wait.
    pub(super) fn value(&mut self) -> Pin<&mut T> {
        self.inner.parts().1.as_mut().expect(HELD).as_mut()
    }
}

//! One operation of a [`BlockingIo`], whatever its kind.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::{BlockingIo, HELD};

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

    /// The value, for what needs no wait.
    pub(super) fn value(&mut self) -> Pin<&mut T> {
        self.inner.parts().1.as_mut().expect(HELD).as_mut()
    }
}

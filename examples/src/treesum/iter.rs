//! [`BlockingIter`]: a stream as an iterator, for synchronous callers.

use amphi::Handle;
use futures::{Stream, StreamExt};

/// Waits for each item of a stream; works on any thread, also inside a running runtime.
#[derive(Debug)]
pub struct BlockingIter<S> {
    handle: Handle,
    stream: S,
}

impl<S> BlockingIter<S> {
    pub(super) fn new(handle: Handle, stream: S) -> Self {
        Self { handle, stream }
    }
}

impl<S: Stream + Unpin> Iterator for BlockingIter<S> {
    type Item = S::Item;

    fn next(&mut self) -> Option<Self::Item> {
        self.handle.block_on(self.stream.next())
    }
}

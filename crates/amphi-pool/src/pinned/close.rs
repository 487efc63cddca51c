//! [`Close`]: waiting for the end of a pinned value.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use amphi_core::{park, region};

use super::queue::{End, OwnerId};
use super::{PinnedError, circle};

/// A pinned value that is closed already, and ends when its queued calls have run: `.await` that, or
/// [`wait`](Self::wait) for it.
///
/// Dropping it changes nothing.
///
/// # Errors
/// [`PinnedError`]: the value's drop panicked (told to the first who asks), or there was none.
#[must_use = "await or `wait()` this to know that the value has been dropped"]
pub struct Close {
    queue: Arc<dyn End>,
    owner: OwnerId,
}

impl Close {
    pub(super) fn new(queue: Arc<dyn End>, owner: OwnerId) -> Self {
        Self { queue, owner }
    }

    /// Waits on this thread, from anywhere, until the value has been dropped.
    ///
    /// # Errors
    /// As awaiting it. A wait that could never end is refused, as for [`With::wait`](crate::With::wait).
    #[track_caller]
    pub fn wait(self) -> Result<(), PinnedError> {
        let _waiting = circle::wait(self.owner, || self.queue.clone().as_finished())?;
        park::wait_for(self, region::block).unwrap_or_else(|error| Err(PinnedError::wait(error)))
    }
}

impl Future for Close {
    type Output = Result<(), PinnedError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.queue.poll_end(cx)
    }
}

impl fmt::Debug for Close {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Close").finish_non_exhaustive()
    }
}

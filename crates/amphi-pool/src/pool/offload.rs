//! [`Offload`]: a closure that waits for room, then for its end.

use std::fmt;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use amphi_core::{CancelOnDrop, JoinError, TaskHandleExt, park, region};

use super::turn::Turn;
use super::{JoinHandle, Pool};

/// A closure on its way through a pool; made by [`Pool::offload`].
///
/// Nothing happens before it is polled or waited for. Dropping it cancels.
#[must_use = "nothing happens until this is awaited or waited for"]
pub struct Offload<F, T: Send>(Stage<F, T>);

enum Stage<F, T: Send> {
    Outside { f: F, turn: Turn },
    Inside(CancelOnDrop<T, JoinHandle<T>>),
    Over,
}

impl<F, T> Offload<F, T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    pub(super) fn new(pool: Pool, f: F) -> Self {
        let turn = Turn::new(pool);
        Self(Stage::Outside { f, turn })
    }

    /// Waits for the result on this thread, from anywhere, nested too.
    ///
    /// # Errors
    /// As awaiting it.
    ///
    /// # Panics
    /// At the caller's location, where a runtime's limits make the wait impossible
    /// ([`BlockOnError`](amphi_core::BlockOnError)).
    #[track_caller]
    pub fn wait(self) -> Result<T, JoinError> {
        match park::wait_for(self, region::block) {
            Ok(result) => result,
            Err(error) => error.raise(),
        }
    }
}

impl<F, T> Future for Offload<F, T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let stage = &mut self.0;
        match mem::replace(stage, Stage::Over) {
            Stage::Outside { f, mut turn } => match turn.poll_room(cx) {
                Poll::Ready(Ok(())) => {
                    *stage = Stage::Inside(turn.pool().admit(f).cancel_on_drop());
                }
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => {
                    *stage = Stage::Outside { f, turn };
                    return Poll::Pending;
                }
            },
            inside => *stage = inside,
        }
        let Stage::Inside(handle) = stage else {
            panic!("an `Offload` was polled after it had given its result")
        };
        let result = ready!(Pin::new(handle).poll(cx));
        *stage = Stage::Over;
        Poll::Ready(result)
    }
}

// Nothing in it is pinned.
impl<F, T: Send> Unpin for Offload<F, T> {}

impl<F, T: Send> fmt::Debug for Offload<F, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.0 {
            Stage::Outside { .. } => "Offload(outside)",
            Stage::Inside(_) => "Offload(inside)",
            Stage::Over => "Offload(over)",
        })
    }
}

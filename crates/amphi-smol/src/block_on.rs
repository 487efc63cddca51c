//! Waiting for a future where an executor may be running already.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;

use amphi_core::end::{End, UntilEnd};
use amphi_core::{BlockOn, BlockOnError, offload, park, region};

use crate::runtime::Reference;
use crate::{SmolRuntime, cover, looks, place};

impl BlockOn for SmolRuntime {
    #[inline]
    #[track_caller]
    fn try_block_on<F: Future>(&self, future: F) -> Result<F::Output, BlockOnError> {
        let _current = place::enter_for_wait(self);
        let _arrival = region::arrive();
        let mut future = pin!(future);
        match park::poll_now(future.as_mut()) {
            Poll::Ready(output) => Ok(output),
            Poll::Pending => self.wait_longer(future),
        }
    }

    fn block_in_place<F, R>(&self, f: F) -> R
    where
        F: FnOnce() -> R,
    {
        let _worker = self.presume_worker();
        cover::block_in_place(f)
    }
}

impl SmolRuntime {
    /// Polls `future` once, as [`try_block_on`](BlockOn::try_block_on) does before anything else: inside
    /// this runtime, with a waker that does nothing. Where it is pending, wait for it.
    ///
    /// For what is ready mostly and asked for often, like the items of a stream.
    #[inline]
    pub fn poll_now<F: Future>(&self, future: Pin<&mut F>) -> Poll<F::Output> {
        let _current = place::enter_for_wait(self);
        let _arrival = region::arrive();
        park::poll_now(future)
    }

    /// Waits for what was pending at its first poll.
    #[cold]
    #[track_caller]
    fn wait_longer<F: Future>(&self, future: Pin<&mut F>) -> Result<F::Output, BlockOnError> {
        let mut future = pin!(UntilEnd::new(future, || self.end()));
        let _worker = self.presume_worker();
        let worker = place::worker();
        if let Some(looks) = worker.as_ref().and_then(Self::looks) {
            looks.want();
            // Whoever looks may be done before a spare thread is there.
            if looks.has_looker() {
                if let Poll::Ready(output) = looks::briefly(future.as_mut()) {
                    return output;
                }
            }
        }
        // async-io's own loop: a thread that waits drives timers and sockets.
        park::wait_driving(future, |mut future| {
            if worker.is_some() {
                if let Poll::Ready(output) = looks::briefly(future.as_mut()) {
                    return output;
                }
            }
            async_io::block_on(future)
        })?
    }

    /// What ends the waits on this runtime.
    fn end(&self) -> Option<Arc<End>> {
        match &self.executor {
            Reference::Application(_) | Reference::Global(_) => None,
            Reference::Owned(owned) => Some(owned.count.end()),
        }
    }

    /// Nobody tells whether this thread is one of those that run an application's executor, so a
    /// wait on that one takes it to be the only one.
    fn presume_worker(&self) -> Option<place::Working> {
        let unknown = matches!(self.executor, Reference::Application(_))
            && place::worker().is_none()
            && !place::is_covered(self)
            && !offload::is_inside();
        unknown.then(|| place::work_for(self.clone()))
    }
}

//! The handle: that of the job, and for a task also the signal that stops it.

use std::convert::identity;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use amphi_core::offload::OffloadHandle;
use amphi_core::{JoinError, TaskHandle};

use super::stop::{Stop, Why};

/// Waits for a task or an offloaded closure. Dropping it lets the work go on.
pub struct JoinHandle<T> {
    result: OffloadHandle<Result<T, JoinError>>,
    /// A closure cannot be stopped once it runs.
    stop: Option<Arc<Stop>>,
}

impl<T> JoinHandle<T> {
    pub(super) fn task(result: OffloadHandle<Result<T, JoinError>>, stop: Arc<Stop>) -> Self {
        let stop = Some(stop);
        Self { result, stop }
    }

    pub(super) fn closure(result: OffloadHandle<Result<T, JoinError>>) -> Self {
        Self { result, stop: None }
    }
}

impl<T: Send + 'static> TaskHandle<T> for JoinHandle<T> {
    fn cancel(self) -> impl Future<Output = Result<T, JoinError>> + Send {
        // Both before the first poll of what is returned: cancelling takes effect at the call.
        if let Some(stop) = &self.stop {
            stop.tell(Why::Cancelled);
        }
        let ending = self.result.cancel();
        async move { ending.await? }
    }

    fn is_finished(&self) -> bool {
        self.result.is_finished()
    }

    fn detach(self) {}
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.result)
            .poll(cx)
            .map(|result| result.and_then(identity))
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle")
            .field("result", &self.result)
            .finish_non_exhaustive()
    }
}

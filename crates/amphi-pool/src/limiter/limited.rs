//! [`Limited`]: offloading with a permit.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use amphi_core::{JoinError, SpawnBlocking, TaskHandle, park, region};

use super::{Acquire, LimitedHandle, Limiter};

/// A runtime whose closures each need a permit; made by [`Limiter::on`].
#[derive(Clone)]
pub struct Limited<R> {
    limiter: Limiter,
    rt: R,
}

impl<R: SpawnBlocking> Limited<R> {
    pub(super) const fn new(limiter: Limiter, rt: R) -> Self {
        Self { limiter, rt }
    }

    /// The limiter.
    pub const fn limiter(&self) -> &Limiter {
        &self.limiter
    }

    /// Runs `f` on a thread where blocking is welcome, with a permit, which it holds until it has
    /// ended.
    ///
    /// It is lazy, as a future is: it takes its place in the queue when it is first polled. See
    /// [`LimitedTask`].
    pub fn spawn_blocking<F, T>(&self, f: F) -> LimitedTask<R, F, T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        LimitedTask {
            stage: Stage::Waiting {
                acquire: self.limiter.acquire(),
                rt: self.rt.clone(),
                f,
            },
        }
    }

    /// Like [`spawn_blocking`](Self::spawn_blocking), but takes its place in the queue at this call, and
    /// goes on whether or not anybody waits for it; see [`Acquire::offload`].
    pub fn start<F, T>(&self, f: F) -> LimitedHandle<T, R::JoinHandle<T>>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        self.limiter.acquire().offload(&self.rt, f)
    }
}

impl<R> fmt::Debug for Limited<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limited")
            .field("limiter", &self.limiter)
            .finish_non_exhaustive()
    }
}

/// A closure that waits for its permit, and then for its end: `.await` it, or
/// [`wait`](Self::wait) for it.
///
/// # Cancellation and drop
/// Dropped before it had a permit, the closure never runs and is dropped with it. Dropped later, the
/// closure goes on to its end, queued on the runtime or running, and holds its permit until then.
/// [`cancel`](Self::cancel) also takes back what is queued on the runtime.
///
/// # Errors
/// [`JoinError`]: the closure panicked, was cancelled, or its runtime has gone.
///
/// # Panics
/// Where it is polled after it gave its result.
#[must_use = "nothing is offloaded until this is awaited or waited for"]
pub struct LimitedTask<R, F, T>
where
    R: SpawnBlocking,
    T: Send + 'static,
{
    stage: Stage<R, F, R::JoinHandle<T>>,
}

enum Stage<R, F, H> {
    Waiting { acquire: Acquire, rt: R, f: F },
    Offloaded(H),
    Done,
}

impl<R, F, T> LimitedTask<R, F, T>
where
    R: SpawnBlocking,
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
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

    /// Like [`wait`](Self::wait), for at most `timeout`; `None` where there is no result by then.
    ///
    /// It is as good as before: wait again, await it, or drop it.
    ///
    /// # Panics
    /// As [`wait`](Self::wait), and where the result was given before.
    #[track_caller]
    pub fn wait_timeout(&mut self, timeout: Duration) -> Option<Result<T, JoinError>> {
        match park::wait_for_timeout(self, timeout, region::block) {
            Ok(result) => result,
            Err(error) => error.raise(),
        }
    }

    /// Asks the closure to end; takes effect at this call.
    ///
    /// One that has not started never runs, and is dropped by this call. One that runs is waited for,
    /// and gives its value; meanwhile [`is_cancelled`](amphi_core::offload::is_cancelled) is true
    /// inside.
    #[must_use = "the cancellation is in force; await this to know when the closure has ended"]
    pub fn cancel(self) -> impl Future<Output = Result<T, JoinError>> + Send + use<R, F, T> {
        let offloaded = match self.stage {
            Stage::Waiting { .. } | Stage::Done => None,
            Stage::Offloaded(handle) => Some(handle.cancel()),
        };
        async move {
            match offloaded {
                Some(offloaded) => offloaded.await,
                None => Err(JoinError::cancelled()),
            }
        }
    }

    /// Whether the result is there, so that awaiting would not wait.
    pub fn is_finished(&self) -> bool {
        match &self.stage {
            Stage::Waiting { .. } => false,
            Stage::Offloaded(handle) => handle.is_finished(),
            Stage::Done => true,
        }
    }
}

// Nothing inside is ever pinned: the handles of runtimes are `Unpin`, and the closure is moved out.
impl<R: SpawnBlocking, F, T: Send + 'static> Unpin for LimitedTask<R, F, T> {}

impl<R, F, T> Future for LimitedTask<R, F, T>
where
    R: SpawnBlocking,
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Stage::Waiting { acquire, .. } = &mut self.stage {
            let permit = ready!(Pin::new(acquire).poll(cx));
            let stage = std::mem::replace(&mut self.stage, Stage::Done);
            if let Stage::Waiting { rt, f, .. } = stage {
                let handle = permit.offload(&rt, f);
                self.stage = Stage::Offloaded(handle);
            }
        }
        let Stage::Offloaded(handle) = &mut self.stage else {
            panic!("a `LimitedTask` was polled after it had given its result")
        };
        let result = ready!(Pin::new(handle).poll(cx));
        self.stage = Stage::Done;
        Poll::Ready(result)
    }
}

impl<R: SpawnBlocking, F, T: Send + 'static> fmt::Debug for LimitedTask<R, F, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stage = match &self.stage {
            Stage::Waiting { .. } => "waiting",
            Stage::Offloaded(_) => "offloaded",
            Stage::Done => "done",
        };
        f.debug_struct("LimitedTask")
            .field("stage", &stage)
            .finish_non_exhaustive()
    }
}

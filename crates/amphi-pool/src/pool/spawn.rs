//! Giving closures and futures to a pool.

use std::future::Future;
use std::task::{self, Poll};

use amphi_core::context::Context;
use amphi_core::{Admission, SpawnBlocking, Spawner, offload};

use super::full::Full;
use super::ground::Sent;
use super::item::Item;
use super::task::Task;
use super::ticket::Ticket;
use super::turn::Place;
use super::{JoinHandle, Offload, Pool};

impl Pool {
    /// Runs `f` on a thread of the pool; see [`SpawnBlocking`].
    ///
    /// It runs at most once, and exactly once unless it is cancelled before it starts, or the pool
    /// is shut down; dropping the handle lets it go on. It is queued whatever the
    /// [`queue_limit`](super::PoolBuilder::queue_limit) is.
    ///
    /// A panic of `f` is the handle's [`JoinError`](amphi_core::JoinError). So is a pool that was shut down, and a
    /// thread that the system refuses where the pool has no other
    /// ([`is_no_thread`](amphi_core::JoinError::is_no_thread)).
    pub fn spawn_blocking<F, T>(&self, f: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        if let Some(room) = &self.inner().room {
            room.enter();
        }
        self.admit(f)
    }

    /// Like [`spawn_blocking`](Self::spawn_blocking), where there is room.
    ///
    /// ```
    /// use amphi_core::TaskHandleExt;
    /// use amphi_pool::Pool;
    ///
    /// let pool = Pool::builder().max_threads(1).queue_limit(0).build()?;
    /// let (open, gate) = std::sync::mpsc::channel();
    /// let first = pool.try_spawn_blocking(move || gate.recv()).unwrap();
    ///
    /// let full = pool.try_spawn_blocking(|| 7).unwrap_err();
    /// assert!(!full.is_shutdown());
    /// let again = full.into_inner();
    ///
    /// open.send(()).unwrap();
    /// first.join().unwrap().unwrap();
    /// pool.idle().wait();
    /// assert_eq!(pool.try_spawn_blocking(again).unwrap().join().unwrap(), 7);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Full`], with the closure, where the [`queue_limit`](super::PoolBuilder::queue_limit) is reached or
    /// others wait for room, and where the pool was shut down.
    pub fn try_spawn_blocking<F, T>(&self, f: F) -> Result<JoinHandle<T>, Full<F>>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        if self.inner().is_closed() {
            return Err(Full::shutdown(f));
        }
        match &self.inner().room {
            Some(room) if !room.try_enter() => Err(Full::no_room(f)),
            _ => Ok(self.admit(f)),
        }
    }

    /// Runs `f` on a thread of the pool, waiting for room first where there is none.
    ///
    /// `.await` it, or [`wait`](Offload::wait) for it. Who waits for room gets it in the order of asking. Inside
    /// a closure or a task of this pool there is always room, since room may be waiting for that very
    /// closure.
    ///
    /// Dropping it is cancelling: what has not started is dropped and never runs, and in what runs
    /// [`is_cancelled`](amphi_core::offload::is_cancelled) is true from then on.
    ///
    /// ```
    /// use amphi_pool::Pool;
    ///
    /// let pool = Pool::builder().max_threads(2).queue_limit(8).build()?;
    /// // In async code: `pool.offload(..).await`.
    /// assert_eq!(pool.offload(|| 6 * 7).wait().unwrap(), 42);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn offload<F, T>(&self, f: F) -> Offload<F, T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        Offload::new(self.clone(), f)
    }

    /// Starts `future` as a task that the pool's threads poll; see [`Spawner`].
    ///
    /// A task that blocks takes a thread of the pool meanwhile; where none is left for what it waits for, that
    /// is reported as a stall. It goes on when its handle is dropped,
    /// also after the pool's last handle; a shutdown drops its future when it suspends next.
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        JoinHandle::task(match Context::to_carry() {
            None => Task::start(self.inner(), future),
            Some(context) => Task::start(self.inner(), context.scope(future)),
        })
    }

    /// Queues a closure for which there is room.
    pub(super) fn admit<F, T>(&self, f: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let ticket = Ticket::new(self.inner().clone());
        let (job, handle) = offload::new(ticket.around(f));
        let pool = self.inner();
        let sent = pool.push(Item::from(job));
        // On one core a thread that was woken runs as soon as this one lets it.
        let is_soon = sent == Sent::Near || pool.settings.spinners == 0;
        let soon = is_soon.then(|| pool.clone());
        JoinHandle::closure(handle, soon)
    }
}

impl Spawner for Pool {
    type JoinHandle<T: Send + 'static> = JoinHandle<T>;

    fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        Self::spawn(self, future)
    }
}

impl SpawnBlocking for Pool {
    fn spawn_blocking<F, T>(&self, f: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        Self::spawn_blocking(self, f)
    }

    fn poll_room(&self, admission: &mut Admission, cx: &mut task::Context<'_>) -> Poll<()> {
        if self.inner().room.is_none() {
            return Poll::Ready(());
        }
        let place = admission.kept_or_insert_with(|| Place::new(self.clone()));
        place.poll(cx)
    }
}

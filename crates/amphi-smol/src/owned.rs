//! [`OwnedRuntime`]: an executor with threads of its own, and its end.

use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io, thread};

use amphi_core::{Shutdown, ShutdownReport};
use async_executor::Executor;

use crate::count::{Count, Kind};
use crate::looks::Looks;
use crate::runtime::{Owned, Reference};
use crate::stand_in::Who;
use crate::{SmolRuntime, cover, place, stand_in};

/// An executor, the threads that run it, and its end.
///
/// It may be dropped anywhere, and dropping it never waits: tasks are dropped when they suspend
/// next, closures that have not started are dropped, running ones go on to their end by
/// themselves. Use [`shutdown`](Self::shutdown) to wait, with a deadline and a report.
///
/// ```
/// use std::time::Duration;
/// use amphi_core::Spawner;
///
/// let owned = amphi_smol::OwnedRuntime::new(2)?;
/// owned.handle().spawn(std::future::pending::<()>());
/// assert!(owned.shutdown(Duration::from_secs(10))?.wait().is_clean());
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct OwnedRuntime {
    handle: SmolRuntime,
    driver: Driver,
}

/// Tells the threads to end when it is dropped; they own the executor.
struct Driver {
    count: Arc<Count>,
    /// Closes when it is dropped.
    _stop: async_channel::Sender<()>,
}

impl OwnedRuntime {
    /// Starts a runtime with this many threads.
    ///
    /// # Errors
    /// Where `threads` is zero, or the system refuses a thread.
    pub fn new(threads: usize) -> io::Result<Self> {
        Self::start(threads, thread_name)
    }

    /// Starts a runtime whose tasks run on one thread of this name.
    ///
    /// While that thread is blocked by a wait, a spare one runs the tasks.
    ///
    /// # Errors
    /// Where `name` contains a zero byte, or the system refuses the thread.
    pub fn single_thread(name: &str) -> io::Result<Self> {
        if name.contains('\0') {
            let text = "a thread's name cannot contain a zero byte";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
        }
        Self::start(1, |_| name.into())
    }

    fn start(threads: usize, name: impl Fn(usize) -> String) -> io::Result<Self> {
        let executor = Arc::new(Executor::new());
        let count = Arc::new(Count::default());
        let weak = Arc::downgrade(&executor);
        let handle = SmolRuntime {
            executor: Reference::Owned(Arc::new(Owned {
                executor: weak,
                count: count.clone(),
                looks: Looks::new(),
            })),
        };
        let driver = Driver::start(threads, name, &handle, &executor, count)?;
        Ok(Self { handle, driver })
    }

    /// The runtime, to be cloned and handed out. Handles outlive this owner and then report that
    /// the runtime has gone.
    pub fn handle(&self) -> &SmolRuntime {
        &self.handle
    }

    /// Ends the runtime: tasks are dropped when they suspend next, closures that have not started
    /// are dropped, and what runs gets until `deadline` from now to end.
    ///
    /// The shutdown begins with this call. May be called anywhere; `.await` or
    /// [`wait`](Shutdown::wait) for the report. What has not ended by the deadline is counted in it
    /// and goes on by itself.
    ///
    /// # Errors
    /// Where the system refuses the thread that waits; the runtime is ended as by a drop then.
    pub fn shutdown(self, deadline: Duration) -> io::Result<Shutdown> {
        let Self { handle: _, driver } = self;
        Shutdown::start(move || driver.stop(deadline))
    }
}

/// Starts the threads of the process-wide runtime.
pub(crate) fn start_global(threads: usize) -> io::Result<SmolRuntime> {
    let executor = Arc::new(Executor::new());
    let handle = SmolRuntime {
        executor: Reference::Global(executor.clone()),
    };
    let driver = Driver::start(threads, thread_name, &handle, &executor, Arc::default())?;
    // Nobody ends it: the threads hold all that it needs.
    std::mem::forget(driver);
    Ok(handle)
}

/// What a runtime's threads are called where nobody names them.
fn thread_name(index: usize) -> String {
    format!("amphi-smol-{index}")
}

impl Driver {
    /// Starts `threads` threads that run `executor`. Where one is refused the others end again.
    fn start(
        threads: usize,
        name: impl Fn(usize) -> String,
        runtime: &SmolRuntime,
        executor: &Arc<Executor<'static>>,
        count: Arc<Count>,
    ) -> io::Result<Self> {
        if threads == 0 {
            let text = "a runtime needs at least one thread; to run the executor yourself use \
                        `SmolRuntime::from(executor)`";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
        }
        cover::register();
        let (stop, stopped) = async_channel::bounded(1);
        let driver = Self { count, _stop: stop };
        for index in 0..threads {
            let (runtime, executor, stopped) = (runtime.clone(), executor.clone(), stopped.clone());
            let counted = driver.count.add(Kind::Thread);
            let body = move || {
                // Also while tasks are dropped in the end.
                let _inside = place::enter(runtime.clone());
                stand_in::run(runtime, &executor, &stopped, Who::Own);
                // The last thread drops the tasks; only then has the runtime ended.
                drop(executor);
                drop(counted);
            };
            thread::Builder::new().name(name(index)).spawn(body)?;
        }
        Ok(driver)
    }

    fn stop(self, deadline: Duration) -> ShutdownReport {
        let count = self.count.clone();
        drop(self);
        count.wait(deadline)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.count.close();
    }
}

impl fmt::Debug for OwnedRuntime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OwnedRuntime").field(&self.handle).finish()
    }
}

//! [`OwnedRuntime`]: a tokio runtime that may be dropped anywhere.

use std::sync::mpsc;
use std::time::{Duration, Instant};
use std::{fmt, io, thread};

use amphi_core::{Shutdown, ShutdownReport};
use tokio::runtime::{Builder, Runtime, RuntimeFlavor};
use tokio::sync::oneshot;

use crate::TokioRuntime;
use crate::count::{Count, Threads};
use crate::end::OnEnd;

/// A tokio runtime and its end.
///
/// Unlike tokio's own `Runtime` it may be dropped anywhere, async code included, and dropping it
/// never waits; a thread ends the runtime at once: tasks are dropped when they suspend next, closures
/// that have not started are dropped, running ones go on to their end by themselves. Use [`shutdown`](Self::shutdown) to
/// wait, with a deadline and a report.
///
/// A current-thread runtime is driven by one thread of its own, on which all of its tasks run, so
/// it makes progress whoever waits for it. That thread has a stack of 8 MB, since waits in its
/// tasks nest there.
pub struct OwnedRuntime {
    handle: TokioRuntime,
    count: Count,
    /// Goes before the driver: a wait may keep that from ending.
    end: OnEnd,
    driver: Driver,
}

/// Who runs the tasks. Dropping it ends the runtime without waiting.
enum Driver {
    /// The runtime's own workers.
    Workers(Option<Runtime>),
    /// A thread that blocks on the runtime until it is told to stop, or this is dropped.
    Thread(Option<oneshot::Sender<Stop>>),
}

/// How the driving thread of a current-thread runtime is to end.
struct Stop {
    deadline: Duration,
    /// Closed when the runtime has ended, or the deadline has passed.
    ended: mpsc::Sender<()>,
}

impl OwnedRuntime {
    /// Starts a multi-thread runtime with tokio's defaults: a worker a core, everything enabled.
    ///
    /// # Errors
    /// Where the system refuses a thread or the I/O driver.
    pub fn new() -> io::Result<Self> {
        Self::build(&mut Builder::new_multi_thread(), THREAD)
    }

    /// Starts a multi-thread runtime with this many workers and everything enabled.
    ///
    /// # Errors
    /// Where `workers` is zero, or the system refuses a thread or the I/O driver.
    pub fn multi_thread(workers: usize) -> io::Result<Self> {
        if workers == 0 {
            let text = "a multi-thread runtime needs at least one worker; for tasks on one thread \
                        use `OwnedRuntime::current_thread`";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
        }
        Self::build(Builder::new_multi_thread().worker_threads(workers), THREAD)
    }

    /// Starts a current-thread runtime with everything enabled, and the thread that drives it.
    ///
    /// # Errors
    /// Where the system refuses a thread or the I/O driver.
    pub fn current_thread() -> io::Result<Self> {
        Self::build(&mut Builder::new_current_thread(), THREAD)
    }

    /// Starts a runtime whose tasks run on one thread of this name: a
    /// [current-thread](Self::current_thread) one.
    ///
    /// # Errors
    /// Where `name` contains a zero byte, or the system refuses a thread or the I/O driver.
    pub fn single_thread(name: &str) -> io::Result<Self> {
        if name.contains('\0') {
            let text = "a thread's name cannot contain a zero byte";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
        }
        Self::build(&mut Builder::new_current_thread(), name)
    }

    /// Takes over a runtime, however it was built.
    ///
    /// # Errors
    /// Where the system refuses the thread that drives a current-thread runtime.
    pub fn from_runtime(runtime: Runtime) -> io::Result<Self> {
        Self::own(runtime, Threads::default(), THREAD)
    }

    fn build(builder: &mut Builder, thread: &str) -> io::Result<Self> {
        let threads = Threads::default();
        let (started, stopped) = (threads.clone(), threads.clone());
        builder.enable_all();
        builder.on_thread_start(move || started.one_more());
        builder.on_thread_stop(move || stopped.one_less());
        Self::own(builder.build()?, threads, thread)
    }

    /// `thread` is the name of the one that drives a current-thread runtime.
    fn own(runtime: Runtime, threads: Threads, thread: &str) -> io::Result<Self> {
        let handle = TokioRuntime::from(runtime.handle().clone());
        let count = Count::start(runtime.handle().id(), threads);
        let driver = match runtime.handle().runtime_flavor() {
            RuntimeFlavor::CurrentThread => Driver::thread(runtime, thread)?,
            _ => Driver::Workers(Some(runtime)),
        };
        Ok(Self {
            end: OnEnd::of(&handle.handle),
            handle,
            count,
            driver,
        })
    }

    /// The runtime, to be cloned and handed out. Handles outlive this owner and then report that
    /// the runtime has gone.
    pub fn handle(&self) -> &TokioRuntime {
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
        let Self {
            handle,
            count,
            end,
            driver,
        } = self;
        drop(end);
        Shutdown::start(move || {
            // Tokio does not tell whether its threads ended in time, but it waits no longer than
            // that; a deadline of zero would look the same either way.
            let deadline = deadline.max(Duration::from_millis(1));
            let start = Instant::now();
            driver.stop(deadline);
            let in_time = start.elapsed() < deadline;
            if in_time {
                ShutdownReport::default()
            } else {
                count.left(&handle.handle)
            }
        })
    }
}

impl Driver {
    fn thread(runtime: Runtime, name: &str) -> io::Result<Self> {
        let (stop, stopped) = oneshot::channel::<Stop>();
        let drive = move || match runtime.block_on(stopped) {
            Ok(Stop { deadline, ended }) => {
                runtime.shutdown_timeout(deadline);
                drop(ended);
            }
            Err(_owner_dropped) => Last(Some(runtime)).join(),
        };
        thread::Builder::new()
            .name(name.into())
            .stack_size(STACK)
            .spawn(drive)?;
        Ok(Self::Thread(Some(stop)))
    }

    /// Ends the runtime and waits, at most until the deadline.
    fn stop(mut self, deadline: Duration) {
        match &mut self {
            Self::Workers(runtime) => {
                if let Some(runtime) = runtime.take() {
                    runtime.shutdown_timeout(deadline);
                }
            }
            Self::Thread(stop) => {
                let (ended, has_ended) = mpsc::channel();
                if let Some(stop) = stop.take() {
                    // Errors of both kinds say that the thread has ended already.
                    let _ = stop.send(Stop { deadline, ended });
                }
                let _ = has_ended.recv_timeout(deadline);
            }
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The thread of a current-thread runtime sees its channel close and does the same.
        if let Self::Workers(runtime) = self {
            let last = Last(runtime.take());
            // Where the system refuses the thread, the runtime goes with the closure.
            drop(
                thread::Builder::new()
                    .name("amphi-end".into())
                    .spawn(move || last.join()),
            );
        }
    }
}

/// What the thread that drives a current-thread runtime is called where nobody names it.
const THREAD: &str = "amphi-current-thread";

/// As much as a main thread usually has: waits that nest all do so on this one thread.
const STACK: usize = 8 << 20;

/// How long the threads of a dropped runtime may take before they are left to themselves.
const PATIENCE: Duration = Duration::from_secs(10);

/// A runtime that ends.
struct Last(Option<Runtime>);

impl Last {
    /// Ends it on this thread, which may block, and joins its threads.
    ///
    /// `shutdown_background` would detach them while they end, by the hundred after a storm. In
    /// glibc 2.36 `pthread_detach` looks at the thread's control block after it gave it up, and the
    /// thread may have freed it by then: 1 of 12 runs of the conformance suite ended in a
    /// segmentation fault there.
    fn join(mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_timeout(PATIENCE);
        }
    }
}

impl Drop for Last {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl fmt::Debug for OwnedRuntime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OwnedRuntime").field(&self.handle).finish()
    }
}

//! The runtimes that every test runs on, and what tests share.

use std::any::Any;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use amphi::{Handle, smol, tokio};

/// Far longer than anything here takes; a hang ends with it.
pub(crate) const BOUND: Duration = Duration::from_secs(60);
/// Never over while a test lasts.
pub(crate) const LONG: Duration = Duration::from_secs(3600);

/// A runtime, and what keeps it alive.
pub(crate) struct Ground {
    pub(crate) name: &'static str,
    pub(crate) handle: Handle,
    _owner: Box<dyn Any + Send>,
}

impl Ground {
    fn new(name: &'static str, handle: Handle, owner: impl Any + Send) -> Self {
        Self {
            name,
            handle,
            _owner: Box::new(owner),
        }
    }
}

/// Runtimes whose pools have threads enough.
pub(crate) fn roomy() -> Vec<Ground> {
    let many = tokio::OwnedRuntime::multi_thread(2).unwrap();
    let one = tokio::OwnedRuntime::current_thread().unwrap();
    let small = smol::OwnedRuntime::new(1).unwrap();
    let own = smol::OwnedRuntime::new(1).unwrap();
    vec![
        Ground::new("tokio", many.handle().into(), many),
        Ground::new("one thread of tokio", one.handle().into(), one),
        Ground::new("smol", small.handle().into(), small),
        Ground::new("the process's smol", Handle::smol(), ()),
        Ground::new("async-std", Handle::async_std(), ()),
        Ground::new(
            "a custom runtime",
            Handle::custom(own.handle().clone()),
            own,
        ),
    ]
}

/// A runtime that runs two closures at a time: a third one that they wait for is taken by a spare
/// thread.
pub(crate) fn small_pool() -> Ground {
    let runtime = ::tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .max_blocking_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let handle = Handle::tokio(runtime.handle().clone());
    Ground::new("tokio with a small pool", handle, runtime)
}

pub(crate) fn on_each(body: fn(&Ground)) {
    on(roomy().into_iter().chain([small_pool()]), body);
}

/// Runs `body` elsewhere for each runtime, at the same time, and fails where it hangs.
pub(crate) fn on(grounds: impl IntoIterator<Item = Ground>, body: fn(&Ground)) {
    let run = |ground: Ground| (ground.name, Bounded::start(move || body(&ground)));
    let running: Vec<_> = grounds.into_iter().map(run).collect();
    for (name, running) in running {
        running.end(name);
    }
}

/// Runs `body` elsewhere and fails where it hangs.
pub(crate) fn bounded(name: &str, body: impl FnOnce() + Send + 'static) {
    Bounded::start(body).end(name);
}

/// Something that runs elsewhere.
struct Bounded(thread::JoinHandle<()>, Receiver<()>);

impl Bounded {
    fn start(body: impl FnOnce() + Send + 'static) -> Self {
        let (done, is_done) = mpsc::channel::<()>();
        let body = thread::spawn(move || {
            let _done = done;
            body();
        });
        Self(body, is_done)
    }

    #[track_caller]
    fn end(self, name: &str) {
        let ended = self.1.recv_timeout(BOUND);
        assert_ne!(ended, Err(RecvTimeoutError::Timeout), "it hangs: {name}");
        assert!(self.0.join().is_ok(), "it fails: {name}");
    }
}

/// A one-shot event between a test and what it runs.
pub(crate) fn gate() -> (Opener, Gate) {
    let (opener, gate) = mpsc::channel();
    (Opener(opener), Gate(gate))
}

/// Opens its gate when it is dropped.
pub(crate) struct Opener(#[expect(dead_code, reason = "dropped")] Sender<()>);

impl Opener {
    pub(crate) fn open(self) {}
}

pub(crate) struct Gate(Receiver<()>);

impl Gate {
    /// Waits until the opener is dropped.
    #[track_caller]
    pub(crate) fn wait(&self) {
        let opened = self.0.recv_timeout(BOUND);
        assert_eq!(opened, Err(RecvTimeoutError::Disconnected), "it stays shut");
    }

    pub(crate) fn is_open(&self) -> bool {
        self.0.try_recv() == Err(mpsc::TryRecvError::Disconnected)
    }
}

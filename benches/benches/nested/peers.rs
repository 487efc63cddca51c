//! The ways to wait without amphi: the runtimes' own, and another thread that waits.

use std::future::Future;
use std::pin::Pin;
use std::sync::mpsc::{Sender, channel, sync_channel};
use std::thread;

use tokio::runtime::{Builder, Handle, Runtime};

type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A thread that waits for whoever asks it. It serves one wait at a time, which is its best case:
/// a wait inside a wait hangs.
#[derive(Clone)]
pub(crate) struct Helper(Sender<Job>);

impl Helper {
    /// Starts the thread; `block_on` is how it waits.
    pub(crate) fn start(mut block_on: impl FnMut(Job) + Send + 'static) -> Self {
        let (give, jobs) = channel();
        thread::spawn(move || jobs.iter().for_each(&mut block_on));
        Self(give)
    }

    /// One that has a tokio runtime of its own.
    pub(crate) fn on_tokio() -> Self {
        let runtime = own_tokio();
        Self::start(move |job| runtime.block_on(job))
    }

    /// Waits for `future`, which must be `Send` and own all that it needs.
    pub(crate) fn block_on(&self, future: impl Future<Output = ()> + Send + 'static) {
        let (tell, told) = sync_channel(1);
        let job = async move {
            future.await;
            tell.send(()).expect("somebody waits");
        };
        self.0.send(Box::pin(job)).expect("the thread serves");
        told.recv().expect("the thread has waited");
    }
}

/// Waits on a scoped thread with a tokio runtime, both made for this wait.
pub(crate) fn scoped_tokio<F: Future<Output = ()>>(make: impl Fn() -> F + Send) {
    scoped(move || own_tokio().block_on(make()));
}

/// Waits on a scoped thread that drives async-io.
pub(crate) fn scoped_async_io<F: Future<Output = ()>>(make: impl Fn() -> F + Send) {
    scoped(move || async_io::block_on(make()));
}

/// Calls `wait` on a thread that is made for it.
pub(crate) fn scoped(wait: impl FnOnce() + Send) {
    thread::scope(|scope| drop(scope.spawn(wait)));
}

/// The runtime that a callback usually makes for itself.
fn own_tokio() -> Runtime {
    let mut builder = Builder::new_current_thread();
    builder.enable_all().build().expect("a runtime")
}

/// The wait that a runtime, or its authors, offer to threads that run no tasks.
#[derive(Clone)]
pub(crate) enum Raw {
    Tokio(Handle),
    AsyncIo,
    AsyncStd,
}

impl Raw {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Tokio(_) => "tokio handle",
            Self::AsyncIo => "async_io::block_on",
            Self::AsyncStd => "async-std's block_on",
        }
    }

    pub(crate) fn block_on<F: Future>(&self, future: F) -> F::Output {
        match self {
            Self::Tokio(handle) => handle.block_on(future),
            Self::AsyncIo => async_io::block_on(future),
            Self::AsyncStd => async_std::task::block_on(future),
        }
    }
}

/// Names of contenders, the same in every group.
pub(crate) mod names {
    pub(crate) const SCOPED: &str = "scoped thread";
    pub(crate) const HELPER: &str = "helper over a channel";
    pub(crate) const BACKEND: &str = "amphi's backend";
    pub(crate) const FACADE: &str = "amphi::Handle";
    pub(crate) const HANGS: &str = "hangs: it blocks the only thread of the runtime";
}

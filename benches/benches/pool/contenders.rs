//! Who takes part, and how each is given a closure and waited for.

use std::future::Future;
use std::sync::mpsc::{Receiver, channel};

use amphi_pool::{JoinHandle, Pool};
use blocking::Task;
use futures_lite::future::block_on;
use tokio::runtime::{Builder, Runtime};

use crate::plain::Plain;

/// Pools that take closures.
pub(crate) struct Contenders {
    tokio: Runtime,
    pub(crate) amphi: Pool,
    plain: Plain,
}

impl Contenders {
    pub(crate) fn start() -> Self {
        let mut tokio = Builder::new_multi_thread();
        Self {
            tokio: tokio.worker_threads(1).build().expect("a runtime"),
            amphi: Pool::new(),
            plain: Plain::start(2),
        }
    }

    pub(crate) fn amphi<T: Send + 'static>(
        &self,
        f: impl FnOnce() -> T + Send + 'static,
    ) -> JoinHandle<T> {
        self.amphi.spawn_blocking(f)
    }

    pub(crate) fn tokio<T: Send + 'static>(
        &self,
        f: impl FnOnce() -> T + Send + 'static,
    ) -> tokio::task::JoinHandle<T> {
        self.tokio.spawn_blocking(f)
    }

    pub(crate) fn blocking<T: Send + 'static>(
        &self,
        f: impl FnOnce() -> T + Send + 'static,
    ) -> Task<T> {
        blocking::unblock(f)
    }

    /// rayon gives no handle; a channel is one.
    pub(crate) fn rayon<T: Send + 'static>(
        &self,
        f: impl FnOnce() -> T + Send + 'static,
    ) -> Received<T> {
        let (tell, told) = channel();
        rayon::spawn(move || drop(tell.send(f())));
        Received(told)
    }

    pub(crate) fn plain<T: Send + 'static>(
        &self,
        f: impl FnOnce() -> T + Send + 'static,
    ) -> Received<T> {
        self.plain.spawn(f)
    }
}

/// A result that comes over a channel.
pub(crate) struct Received<T>(pub(crate) Receiver<T>);

/// How a closure is waited for.
pub(crate) trait Wait {
    fn wait(self);
}

impl<T> Wait for JoinHandle<T>
where
    T: Send + 'static,
{
    fn wait(self) {
        drop(block_on(self));
    }
}

impl<T> Wait for tokio::task::JoinHandle<T> {
    fn wait(self) {
        drop(block_on(self));
    }
}

impl<T> Wait for Task<T>
where
    Self: Future<Output = T>,
{
    fn wait(self) {
        drop(block_on(self));
    }
}

impl<T> Wait for Received<T> {
    fn wait(self) {
        drop(self.0.recv());
    }
}

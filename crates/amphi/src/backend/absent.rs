//! A backend that was not compiled in: a runtime that nobody can have.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use amphi_core::{
    BlockOn, BlockOnError, JoinError, Named, ShutdownReport, SpawnBlocking, Spawner, TaskHandle,
    Timer,
};

use super::shape::Shape;
use crate::Handle;

/// Uninhabited.
#[derive(Clone, Debug)]
pub(crate) enum Runtime {}

/// Uninhabited.
#[derive(Debug)]
pub(crate) struct JoinHandle<T> {
    never: Infallible,
    gives: PhantomData<fn() -> T>,
}

/// Uninhabited.
#[derive(Debug)]
pub(crate) struct Sleep(Infallible);

/// Uninhabited.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Owner {}

/// Uninhabited.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Root {}

/// It is not.
pub(crate) const IS_COMPILED_IN: bool = false;

/// Nothing of it runs here.
pub(crate) fn running() -> Option<Runtime> {
    None
}

/// Never.
pub(crate) fn is_running() -> bool {
    false
}

/// It cannot be started.
pub(crate) fn start() -> Option<io::Result<Runtime>> {
    None
}

/// It cannot be owned.
pub(crate) fn own(_: &str) -> Option<io::Result<(Runtime, Owner)>> {
    None
}

/// It cannot be started for anything.
pub(crate) fn root(_: Shape) -> Option<io::Result<Root>> {
    None
}

impl Root {
    pub(crate) fn handle(&self) -> Handle {
        match *self {}
    }

    pub(crate) fn block_on<F: Future>(&self, _: F) -> F::Output {
        match *self {}
    }

    pub(crate) fn end(self, _: Duration) -> ShutdownReport {
        match self {}
    }
}

/// There is none to end.
pub(crate) fn end(owner: Owner, _: Duration) -> ShutdownReport {
    match owner {}
}

/// There is none to wait for.
pub(crate) fn marks_its_waits(runtime: &Runtime) -> bool {
    match *runtime {}
}

/// There is none to drive.
pub(crate) fn is_driven_here(runtime: &Runtime) -> bool {
    match *runtime {}
}

impl Runtime {
    /// Nobody has one.
    pub(crate) fn poll_now<F: Future>(&self, _: Pin<&mut F>) -> Poll<F::Output> {
        match *self {}
    }
}

impl Spawner for Runtime {
    type JoinHandle<T: Send + 'static> = JoinHandle<T>;

    fn spawn<F>(&self, _: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        match *self {}
    }
}

impl SpawnBlocking for Runtime {
    fn spawn_blocking<F, T>(&self, _: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        match *self {}
    }
}

#[deny(clippy::missing_trait_methods)]
impl BlockOn for Runtime {
    fn try_block_on<F: Future>(&self, _: F) -> Result<F::Output, BlockOnError> {
        match *self {}
    }

    fn block_on<F: Future>(&self, _: F) -> F::Output {
        match *self {}
    }

    fn block_in_place<F: FnOnce() -> R, R>(&self, _: F) -> R {
        match *self {}
    }
}

#[deny(clippy::missing_trait_methods)]
impl Timer for Runtime {
    type Sleep = Sleep;

    fn now(&self) -> Instant {
        match *self {}
    }

    fn sleep_until(&self, _: Instant) -> Sleep {
        match *self {}
    }

    fn sleep(&self, _: Duration) -> Sleep {
        match *self {}
    }
}

impl Named for Runtime {
    fn name(&self) -> &str {
        match *self {}
    }
}

impl<T: Send> TaskHandle<T> for JoinHandle<T> {
    fn cancel(self) -> impl Future<Output = Result<T, JoinError>> + Send {
        self
    }

    fn is_finished(&self) -> bool {
        match self.never {}
    }

    fn detach(self) {
        match self.never {}
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        match self.never {}
    }
}

impl amphi_core::Sleep for Sleep {
    fn reset(self: Pin<&mut Self>, _: Instant) {
        match self.0 {}
    }

    fn deadline(&self) -> Instant {
        match self.0 {}
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        match self.0 {}
    }
}

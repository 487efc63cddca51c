//! Erasing what goes in: futures and closures whose result becomes a box.

use std::future::Future;

use super::mirror::{BoxedClosure, BoxedFuture, Erased};

/// Boxes a task's future and, when it is ready, its result.
pub(super) fn erase_future<F>(future: F) -> BoxedFuture
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    Box::pin(async move { Box::new(future.await) as Erased })
}

/// Boxes a closure and, when it has returned, its result.
pub(super) fn erase_closure<F, T>(f: F) -> BoxedClosure
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    Box::new(move || Box::new(f()) as Erased)
}

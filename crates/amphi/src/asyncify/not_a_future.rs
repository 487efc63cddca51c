//! [`NotAFuture`]: refuses what would be offloaded without ever being awaited (B8).

use std::future::Future;

/// What a function may give that is offloaded: anything but a future.
///
/// An async function only makes its future when it is called; offloading that call would run
/// nothing of it on the other thread. So `asyncify` of an async function does not compile: the
/// compiler cannot tell which of [`NoFuture`] and [`AwaitItInstead`] is meant, and names this trait.
///
/// Await an async function, or give it to [`spawn`](crate::spawn). A function that blocks *and
/// then* gives a future can be offloaded by [`spawn_blocking`](crate::spawn_blocking), which does
/// not ask.
///
/// ```compile_fail,E0283
/// async fn fetch(id: u32) -> u32 { id }
/// let call = amphi::asyncify(fetch);
/// ```
pub trait NotAFuture<Kind> {}

/// The kind of a result that is no future; see [`NotAFuture`].
#[derive(Debug)]
pub enum NoFuture {}

/// The kind of a result that is a future: await the function, do not offload it; see
/// [`NotAFuture`].
#[derive(Debug)]
pub enum AwaitItInstead {}

// For a future both hold, so the kind cannot be inferred, which is the error.
impl<T> NotAFuture<NoFuture> for T {}
impl<T: Future> NotAFuture<AwaitItInstead> for T {}

//! [`AsyncGuard`]: a value with an async cleanup.

use std::fmt;
use std::future::Future;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::sync::{Mutex, PoisonError};

use super::Cleanup;
use super::close::{Boxed, Plan};
use crate::Handle;

/// A value whose cleanup is async and always runs: awaited by [`close`](Self::close), or by itself when the
/// guard is dropped.
///
/// ```
/// use amphi::AsyncGuard;
///
/// struct Connection { sent: Vec<&'static str> }
/// async fn say_goodbye(mut connection: Connection) -> usize {
///     amphi::yield_now().await;
///     connection.sent.push("goodbye");
///     connection.sent.len()
/// }
///
/// let mut connection = AsyncGuard::new(Connection { sent: Vec::new() }, say_goodbye);
/// connection.sent.push("hello");
/// // In async code: `connection.close().await`.
/// assert_eq!(connection.close().wait(), 2);
/// ```
///
/// # Drop
/// There is no `async` drop, so a guard that was not closed (an error, a panic, a future that was dropped)
/// has its cleanup done like this, on the runtime that was the current one where the guard was made, else on
/// the one that is:
///
/// | dropped in | the cleanup |
/// |---|---|
/// | async code: a task, a wait, where a runtime's context was entered | is a task of its own; nothing waits for it |
/// | synchronous code: an offloaded closure, a plain thread | runs there, and the drop waits; after a while ([`cleanup::patience`]) it is a task, and the drop waits no more |
/// | on a thread that drives the very runtime, alone | is a task |
///
/// [`cleanup::patience`]: crate::cleanup::patience
///
/// The drop never panics. What the cleanup gives is dropped, and a panic in it, or a runtime that goes
/// before its end, is [reported](crate::cleanup). What cannot be run is dropped, the value with it. A task
/// that still runs when the process ends is lost, and nobody is told: at the end of `main`, close.
///
/// # Context
/// Any thread. The cleanup has the [context](crate::context) of where it is awaited or the guard is dropped.
///
/// # Cancellation
/// A cleanup that was begun is never given up: dropping what `close` gave has it go on by itself.
///
/// [`using`](crate::using) puts a value's whole life in one call.
#[must_use = "the cleanup runs when this is dropped"]
pub struct AsyncGuard<T: Send + 'static, R: Send + 'static = ()>(Option<Held<T, R>>);

/// A value that is to be cleaned up.
struct Held<T, R> {
    value: T,
    /// The lock makes it `Sync`; it is never locked.
    close: Mutex<Close<T, R>>,
    plan: Plan<R>,
}

type Close<T, R> = Box<dyn FnOnce(T) -> Boxed<R> + Send>;

impl<T: Send + 'static, R: Send + 'static> AsyncGuard<T, R> {
    /// Guards `value`: `close` gets it in the end. The current runtime is kept for that.
    #[track_caller]
    pub fn new<C, F>(value: T, close: C) -> Self
    where
        C: FnOnce(T) -> F + Send + 'static,
        F: Future<Output = R> + Send + 'static,
    {
        Self::with_plan(value, close, Plan::here(|_| None))
    }

    /// Like [`new`](Self::new), with the cleanup on this runtime where nobody waits for it.
    #[track_caller]
    pub fn on<C, F>(handle: &Handle, value: T, close: C) -> Self
    where
        C: FnOnce(T) -> F + Send + 'static,
        F: Future<Output = R> + Send + 'static,
    {
        let plan = Plan {
            handle: Some(handle.clone()),
            location: Location::caller(),
            fault: |_| None,
        };
        Self::with_plan(value, close, plan)
    }

    pub(super) fn with_plan<C, F>(value: T, close: C, plan: Plan<R>) -> Self
    where
        C: FnOnce(T) -> F + Send + 'static,
        F: Future<Output = R> + Send + 'static,
    {
        // Called at the first poll: nothing of the user's runs in a drop.
        let close = |value| -> Boxed<R> { Box::pin(async move { close(value).await }) };
        Self(Some(Held {
            value,
            close: Mutex::new(Box::new(close)),
            plan,
        }))
    }

    /// The cleanup, now: `.await` it, or [`wait`](Cleanup::wait) for it, for what it gives.
    pub fn close(mut self) -> Cleanup<R> {
        self.0.take().expect(HELD).close()
    }

    /// The value, without its cleanup.
    pub fn into_inner(mut self) -> T {
        self.0.take().expect(HELD).value
    }
}

/// The value goes only with the guard.
const HELD: &str = "held until the guard is gone";

impl<R> Plan<R> {
    /// For a guard that is made by the caller.
    #[track_caller]
    pub(super) fn here(fault: fn(&R) -> Option<String>) -> Self {
        Self {
            handle: Handle::try_current().ok(),
            location: Location::caller(),
            fault,
        }
    }
}

impl<T, R: Send + 'static> Held<T, R> {
    fn close(self) -> Cleanup<R> {
        let close = self.close.into_inner();
        let close = close.unwrap_or_else(PoisonError::into_inner);
        Cleanup::new(close(self.value), self.plan)
    }
}

impl<T: Send + 'static, R: Send + 'static> Deref for AsyncGuard<T, R> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.as_ref().expect(HELD).value
    }
}

impl<T: Send + 'static, R: Send + 'static> DerefMut for AsyncGuard<T, R> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0.as_mut().expect(HELD).value
    }
}

impl<T: Send + 'static, R: Send + 'static> Drop for AsyncGuard<T, R> {
    fn drop(&mut self) {
        if let Some(held) = self.0.take() {
            // Nobody awaits it, so it goes on by itself.
            drop(held.close());
        }
    }
}

impl<T: fmt::Debug + Send + 'static, R: Send + 'static> fmt::Debug for AsyncGuard<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AsyncGuard").field(&**self).finish()
    }
}

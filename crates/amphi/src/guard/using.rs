//! [`using`]: opening, using and closing in one call.

use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};

use amphi_core::CatchUnwind;
use pin_project_lite::pin_project;

use super::close::Plan;
use super::{AsyncGuard, UsingError, alone};
use crate::Handle;

/// Opens a resource, has `body` use it, and closes it: whatever becomes of the body.
///
/// `close` runs when the body has given a value or an error, when it panicked, and when the future is dropped
/// in the middle. `.await` what this gives, or [`wait`](Using::wait) for it.
///
/// ```
/// use amphi::using;
///
/// struct Transaction(Vec<u32>);
/// async fn begin() -> Result<Transaction, &'static str> { Ok(Transaction(Vec::new())) }
/// async fn end(_: Transaction) -> Result<(), &'static str> { Ok(()) }
///
/// let body = async |transaction: &mut Transaction| {
///     amphi::yield_now().await;
///     transaction.0.push(7);
///     Ok(transaction.0.len())
/// };
/// // In async code: `using(begin(), body, end).await`.
/// assert_eq!(using(begin(), body, end).wait().unwrap(), 1);
/// ```
///
/// # Errors
/// [`UsingError`] has the errors of all three, typed. Where `open` fails there is nothing to close. Where
/// `close` fails after the body, both results are in it.
///
/// # Panics
/// A panic of the body goes on when `close` has run; an error or panic of that one is
/// [reported](crate::cleanup) then. A panic of `close` goes on in place of the body's result.
///
/// # Cancellation
/// The three run in the task that awaits, one after the other, in its [context](crate::context). Where the
/// future is dropped during `open`, that is dropped and nothing else happens; later on the body is dropped, and
/// the cleanup goes on by itself, as that of an [`AsyncGuard`] does. An error that it gives then is reported.
///
/// # Tasks
/// The future is `Send` where its parts are. Inside the `async` block of a task the compiler fails to see that
/// where the resource's type has a lifetime in it, be it `'static` ("`AsyncFnOnce` is not general enough",
/// rust#64552): [`boxed`](Using::boxed) shows it.
#[track_caller]
pub fn using<T, R, E, X, O, B, C, F>(
    open: O,
    body: B,
    close: C,
) -> Using<impl Future<Output = Result<R, UsingError<R, E, X>>>>
where
    O: Future<Output = Result<T, E>>,
    B: AsyncFnOnce(&mut T) -> Result<R, E>,
    C: FnOnce(T) -> F + Send + 'static,
    F: Future<Output = Result<(), X>> + Send + 'static,
    T: Send + 'static,
    X: fmt::Debug + Send + 'static,
{
    let location = Location::caller();
    let future = async move {
        let value = open.await.map_err(UsingError::Open)?;
        let plan = Plan {
            location,
            ..Plan::here(fault)
        };
        let mut guard = AsyncGuard::with_plan(value, close, plan);
        let used = CatchUnwind::new(async { body(&mut guard).await }).await;
        let used = match used.into_result() {
            Ok(used) => used,
            Err(panic) => {
                let closed = CatchUnwind::new(guard.close()).await.into_result();
                alone::told(location, closed, fault);
                panic.resume()
            }
        };
        match (used, guard.close().await) {
            (Ok(value), Ok(())) => Ok(value),
            (Err(error), Ok(())) => Err(UsingError::Body(error)),
            (Ok(value), Err(error)) => Err(UsingError::Close { value, error }),
            (Err(body), Err(close)) => Err(UsingError::BodyAndClose { body, close }),
        }
    };
    Using { future }
}

fn fault<X: fmt::Debug>(closed: &Result<(), X>) -> Option<String> {
    closed.as_ref().err().map(|error| format!("{error:?}"))
}

pin_project! {
    /// A resource that is opened, used and closed; made by [`using`].
    #[must_use = "await or `wait()` this; nothing happens otherwise"]
    pub struct Using<F> {
        #[pin]
        future: F,
    }
}

impl<F: Future> Using<F> {
    /// The same in a box, which is `Send` for all to see; see [`using`] for where that is needed.
    pub fn boxed(self) -> Using<Pin<Box<dyn Future<Output = F::Output> + Send>>>
    where
        F: Send + 'static,
    {
        Using {
            future: Box::pin(self.future),
        }
    }

    /// Opens, uses and closes on this thread, from anywhere, nested too; on the current runtime.
    ///
    /// # Panics
    /// At the caller's location, where there is no runtime, or the wait is impossible; and as
    /// [`using`] tells.
    #[track_caller]
    pub fn wait(self) -> F::Output {
        Handle::current().block_on(self)
    }
}

impl<F: Future> Future for Using<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.project().future.poll(cx)
    }
}

impl<F> fmt::Debug for Using<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Using").finish_non_exhaustive()
    }
}

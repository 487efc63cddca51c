//! The functions themselves, free ones and those of a handle.
//!
//! `GivesNoFuture` is the [`NotAFuture`] kind; the compiler says that name where it finds two.

use amphi_core::{BlockOn, SpawnBlocking};

use super::{Asyncify, Current, NotAFuture, Syncify};
use crate::Handle;

/// Makes a blocking function async: the result has the same arguments, and calls it on a thread
/// where blocking is welcome.
///
/// It takes functions, methods and closures of 0 to 12 arguments. A call is checked as the
/// function's own would be, and gives an [`Offloaded`](crate::Offloaded): await it for the
/// function's value.
///
/// ```
/// fn greet(greeting: String, count: usize) -> String {
///     greeting.repeat(count)
/// }
/// # amphi::block_on(async {
/// let text = amphi::asyncify(greet)("hi ".to_string(), 2).await;
/// assert_eq!(text, "hi hi ");
///
/// // Methods, and closures with annotated arguments.
/// let upper = amphi::asyncify(str::to_uppercase)("a word").await;
/// let longer = amphi::asyncify(|word: String, by: usize| word.len() + by);
/// assert_eq!(longer(upper, 4).await, 10);
/// # });
/// ```
///
/// **When, and where.** Nothing happens until the call is first polled; then it runs on the runtime
/// that is current there. [`Handle::asyncify`] runs it on a given one.
///
/// **Cancellation.** Dropping the call gives it up: not started, it never runs; running, it sees
/// [`is_cancelled`](crate::is_cancelled) turn true.
///
/// **Panics and errors.** A panic of the function goes on in the awaiter, payload unchanged. Errors
/// that it returns are values like any other.
///
/// **Cost.** Each call is one [`spawn_blocking`](crate::spawn_blocking), and allocates what that
/// does. The wrapper allocates what a closure captures, once; for a plain function nothing. Each
/// call clones the closure.
///
/// **What is refused**, at compile time: arguments that borrow (own them, or share them in an
/// `Arc`), wrong arguments, and async functions ([`NotAFuture`]), which are awaited directly.
///
/// ```compile_fail,E0308
/// amphi::asyncify(u32::is_power_of_two)("no number");
/// ```
///
/// ```compile_fail,E0597
/// let word = String::from("local");
/// // The thread may still read it when this future, and `word` with it, has been dropped.
/// amphi::asyncify(str::len)(&word);
/// ```
pub fn asyncify<F, Args, GivesNoFuture>(f: F) -> F::Wrapper<Current>
where
    F: Asyncify<Args>,
    F::Output: NotAFuture<GivesNoFuture>,
{
    f.wrap_on(Current)
}

/// Like [`asyncify`](crate::asyncify()), on a runtime, or a pool of threads, of your choice.
///
/// ```
/// use amphi::smol::SmolRuntime;
/// let sum = amphi::asyncify_on(SmolRuntime::global(), |a: u8, b: u8| a + b);
/// assert_eq!(sum(3, 4).join(), 7);
/// ```
pub fn asyncify_on<S, F, Args, GivesNoFuture>(on: S, f: F) -> F::Wrapper<S>
where
    S: SpawnBlocking,
    F: Asyncify<Args>,
    F::Output: NotAFuture<GivesNoFuture>,
{
    f.wrap_on(on)
}

/// Makes an async function synchronous: the result has the same arguments, and waits for its value
/// on the calling thread, from anywhere, nested too.
///
/// It takes async functions, methods and closures of 0 to 12 arguments, and is the mirror of
/// [`asyncify`](crate::asyncify()). What it waits on is the runtime that is current at each call;
/// [`Handle::syncify`] waits on a given one.
///
/// ```
/// async fn double(number: u32) -> u32 {
///     amphi::yield_now().await;
///     number * 2
/// }
/// let double_blocking = amphi::syncify(double);
/// assert_eq!(double_blocking(21), 42);
///
/// // Inside a task of the very runtime that it waits on.
/// let task = amphi::spawn(async move { double_blocking(4) });
/// assert_eq!(task.join().unwrap(), 8);
/// ```
///
/// # Panics
/// Each call panics where the wait is impossible, as [`block_on`](crate::block_on) does. A panic of
/// the function goes on to the caller.
pub fn syncify<F, Args>(f: F) -> F::Wrapper<Current>
where
    F: Syncify<Args>,
{
    f.wrap_on(Current)
}

/// Like [`syncify`](crate::syncify()), on a runtime of your choice.
///
/// ```
/// use amphi::smol::SmolRuntime;
/// let next = amphi::syncify_on(SmolRuntime::global(), |n: u8| async move { n + 1 });
/// assert_eq!(next(6), 7);
/// ```
pub fn syncify_on<S, F, Args>(on: S, f: F) -> F::Wrapper<S>
where
    S: BlockOn + Send + Sync + 'static,
    F: Syncify<Args>,
{
    f.wrap_on(on)
}

impl Handle {
    /// Makes a blocking function async, on this runtime; see [`asyncify`](crate::asyncify()).
    ///
    /// ```
    /// use amphi::Handle;
    /// let length = Handle::current().asyncify(|word: &'static str| word.len());
    /// assert_eq!(length("seven").join(), 5);
    /// ```
    pub fn asyncify<F, Args, GivesNoFuture>(&self, f: F) -> F::Wrapper<Self>
    where
        F: Asyncify<Args>,
        F::Output: NotAFuture<GivesNoFuture>,
    {
        f.wrap_on(self.clone())
    }

    /// Makes an async function synchronous, waiting on this runtime; see
    /// [`syncify`](crate::syncify()).
    ///
    /// ```
    /// use amphi::Handle;
    /// let next = Handle::current().syncify(|n: u8| async move { n + 1 });
    /// assert_eq!(next(6), 7);
    /// ```
    pub fn syncify<F, Args>(&self, f: F) -> F::Wrapper<Self>
    where
        F: Syncify<Args>,
    {
        f.wrap_on(self.clone())
    }
}

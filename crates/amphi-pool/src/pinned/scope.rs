//! [`AffineScope`]: closures that run on the thread that waits.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use amphi_core::BlockOn;
use amphi_core::context::Context;
use amphi_core::internal::quietly;

use super::call::{Call, Run};
use super::queue::Queue;
use super::{With, circle, report};

/// A thread that waits for async code and runs closures for it meanwhile.
///
/// For what only one thread may do, and that thread is the caller: a program's main thread, with the
/// windows or the interpreter that belong to it. Async code, on whatever threads it runs, sends
/// closures back. Where the thread need not be this one, [`Pinned`](crate::Pinned) has one of its own.
///
/// ```
/// use std::thread;
/// use amphi_core::Spawner;
/// use amphi_pool::AffineScope;
///
/// let rt = amphi_smol::SmolRuntime::global();
/// let main = thread::current().id();
/// let found = AffineScope::run(&rt, |scope| {
///     let rt = rt.clone();
///     async move {
///         // A task, on some other thread.
///         rt.spawn(async move { scope.call(|| thread::current().id()).await }).await
///     }
/// });
/// assert_eq!(found.unwrap().unwrap(), main);
/// ```
///
/// # Nesting
/// A closure that waits for async code itself does so with [`block_on`](Self::block_on), which runs
/// closures for that meanwhile, on the same thread, to any depth. Any other wait inside a closure
/// keeps the thread's other closures waiting; where it is for one of them, it is refused or reported
/// as for a [`Pinned`](crate::Pinned) value.
///
/// # Panics
/// A panic in a closure goes to its [`With`]; one in the future goes on to the caller of
/// [`run`](Self::run).
///
/// # Cancellation and drop
/// When [`run`](Self::run) returns, also by a panic, the scope is closed: closures that have not begun
/// are dropped, and their callers are told ([`is_closed`](crate::PinnedError::is_closed)), as are those
/// who come later. A handle that is kept, or dropped, keeps nothing alive.
#[derive(Clone)]
pub struct AffineScope {
    queue: Arc<Queue<()>>,
}

impl AffineScope {
    /// Waits on this thread, with `rt`, for the future that `f` makes, and runs the closures that are
    /// called in the scope meanwhile.
    ///
    /// # Panics
    /// Where the future does, and at the caller's location where [`BlockOn::block_on`] would.
    #[track_caller]
    pub fn run<R, F>(rt: &R, f: impl FnOnce(Self) -> F) -> F::Output
    where
        R: BlockOn,
        F: Future,
    {
        let scope = Self {
            queue: Arc::new(Queue::new()),
        };
        let open = Open(scope.queue.clone());
        let _owning = circle::own(open.0.id);
        drain(&open.0, rt, f(scope))
    }

    /// Has `f` called on the scope's thread, in the order of the calls, when that waits; in the caller's
    /// [context](amphi_core::context).
    pub fn call<F, R>(&self, f: F) -> With<R>
    where
        F: FnOnce() -> R + Send + 'static,
        R: Send + 'static,
    {
        let context = Context::current();
        let in_context = move |(): &mut ()| context.sync_scope(f);
        let call = Arc::new(Call::new(in_context));
        self.queue.push(call.clone());
        With::new(call, self.queue.id)
    }

    /// Waits for `future` on this thread, with `rt`. On the scope's own thread it runs closures
    /// meanwhile, elsewhere it only waits.
    ///
    /// # Panics
    /// As [`run`](Self::run).
    #[track_caller]
    pub fn block_on<R, F>(&self, rt: &R, future: F) -> F::Output
    where
        R: BlockOn,
        F: Future,
    {
        match circle::is_owned(self.queue.id) {
            true => drain(&self.queue, rt, future),
            false => rt.block_on(future),
        }
    }
}

impl fmt::Debug for AffineScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AffineScope").finish_non_exhaustive()
    }
}

/// The queue of a scope whose thread is in [`AffineScope::run`].
struct Open(Arc<Queue<()>>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.shut();
    }
}

/// What a wait of the scope's thread came to.
enum Came<O> {
    Call(Arc<dyn Run<()>>),
    Output(O),
}

/// Runs calls until `future` has ended.
#[track_caller]
fn drain<R: BlockOn, F: Future>(queue: &Queue<()>, rt: &R, future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        let came = poll_fn(|cx| match queue.poll_next(cx) {
            Poll::Ready(Some(call)) => Poll::Ready(Came::Call(call)),
            _ => future.as_mut().poll(cx).map(Came::Output),
        });
        let waits = report::between_calls();
        // Called here, not in a closure, so that reports and panics name the caller.
        let came = rt.block_on(came);
        drop(waits);
        let call = match came {
            Came::Output(output) => return output,
            Came::Call(call) => call,
        };
        let _in_call = report::in_call();
        quietly(|| {
            call.run(&mut ());
        });
    }
}

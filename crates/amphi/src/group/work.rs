//! What a group runs: futures and closures that tell by themselves how they ended.

use std::future::Future;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use amphi_core::context::Context as Carried;
use amphi_core::{CatchUnwind, JoinError};
use pin_project_lite::pin_project;

use super::seat::Seat;
use crate::{Handle, JoinHandle};

/// Work that can be started on a runtime.
pub(super) trait Work: Send + 'static {
    const IS_CLOSURE: bool;

    fn start(self, handle: &Handle) -> JoinHandle<()>;
}

/// A result that is owed: dropped, it tells that the work was thrown away.
struct Owed<V, S: Seat<V>> {
    /// `None` once the result was given.
    seat: Option<S>,
    gives: PhantomData<fn(V)>,
}

impl<V, S: Seat<V>> Owed<V, S> {
    fn new(seat: S) -> Self {
        Self {
            seat: Some(seat),
            gives: PhantomData,
        }
    }

    fn give(&mut self, result: Result<V, JoinError>) {
        if let Some(seat) = self.seat.take() {
            seat.leave(result);
        }
    }
}

impl<V, S: Seat<V>> Drop for Owed<V, S> {
    fn drop(&mut self) {
        if let Some(seat) = self.seat.take() {
            seat.lose();
        }
    }
}

pin_project! {
    /// A future and what it carries, both of which have gone before the result can be seen (C7).
    pub(super) struct Task<F, V, S>
    where
        S: Seat<V>,
    {
        #[pin]
        future: CatchUnwind<F>,
        // Dropped after the future.
        owed: Owed<V, S>,
    }
}

impl<F: Future, S: Seat<F::Output>> Task<F, F::Output, S> {
    pub(super) fn new(future: F, seat: S) -> Self {
        Self {
            future: CatchUnwind::new(future),
            owed: Owed::new(seat),
        }
    }
}

impl<F: Future, S: Seat<F::Output>> Future for Task<F, F::Output, S> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.project();
        let caught = ready!(this.future.poll(cx));
        this.owed.give(caught.into_result());
        Poll::Ready(())
    }
}

impl<F, S> Work for Task<F, F::Output, S>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
    S: Seat<F::Output>,
{
    const IS_CLOSURE: bool = false;

    fn start(self, handle: &Handle) -> JoinHandle<()> {
        handle.spawn(self)
    }
}

/// A closure with what was in scope where it was made.
pub(super) struct Closure<F, V, S: Seat<V>> {
    /// `None` once it was called.
    f: Option<(F, Option<Carried>)>,
    owed: Owed<V, S>,
}

impl<F: FnOnce() -> V, V, S: Seat<V>> Closure<F, V, S> {
    pub(super) fn new(f: F, seat: S) -> Self {
        Self {
            f: Some((f, Carried::to_carry())),
            owed: Owed::new(seat),
        }
    }

    fn run(mut self) {
        let Some((f, context)) = self.f.take() else {
            return;
        };
        let call = AssertUnwindSafe(|| match context {
            None => f(),
            Some(context) => context.sync_scope(f),
        });
        self.owed
            .give(catch_unwind(call).map_err(JoinError::panicked));
    }
}

impl<F, V, S: Seat<V>> Drop for Closure<F, V, S> {
    /// It was never called. A panic of its captures is a result of its own: somebody is to be told.
    fn drop(&mut self) {
        if let Some(f) = self.f.take() {
            if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(f))) {
                self.owed.give(Err(JoinError::panicked(payload)));
            }
        }
    }
}

impl<F, V, S> Work for Closure<F, V, S>
where
    F: FnOnce() -> V + Send + 'static,
    V: Send + 'static,
    S: Seat<V>,
{
    const IS_CLOSURE: bool = true;

    fn start(self, handle: &Handle) -> JoinHandle<()> {
        handle.spawn_blocking(move || self.run())
    }
}

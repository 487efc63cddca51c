//! Small futures that the tests are made of.

use std::cell::Cell;
use std::future::{Future, pending, poll_fn};
use std::panic::resume_unwind;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

/// Pending once, woken at once.
pub(crate) fn yield_now() -> impl Future<Output = ()> + Send {
    let mut yielded = false;
    poll_fn(move |cx| {
        if std::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
}

/// Ends when either of them does; both are polled each time.
pub(crate) async fn first<A: Future, B: Future>(a: A, b: B) {
    let (mut a, mut b) = (std::pin::pin!(a), std::pin::pin!(b));
    poll_fn(|cx| {
        let (a, b) = (a.as_mut().poll(cx), b.as_mut().poll(cx));
        if a.is_ready() || b.is_ready() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
}

/// Polls once, with a waker that does nothing.
pub(crate) fn poll_once<F: Future + ?Sized>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

/// Never ends, and keeps `held` until it is dropped. Drops `started` at its first poll.
pub(crate) async fn endless<S, H>(started: S, held: H) {
    let _held = held;
    drop(started);
    pending::<()>().await;
}

/// Ends after it has yielded once, and keeps `held` until it is dropped, not only until it ends.
pub(crate) fn holding<H: Unpin, T>(
    held: H,
    end: impl FnOnce() -> T + Unpin,
) -> impl Future<Output = T> {
    Holding {
        _held: held,
        yielding: Box::pin(yield_now()),
        end: Some(end),
    }
}

struct Holding<H, Y, E> {
    _held: H,
    yielding: Pin<Box<Y>>,
    end: Option<E>,
}

impl<H, Y, E, T> Future for Holding<H, Y, E>
where
    H: Unpin,
    Y: Future<Output = ()>,
    E: FnOnce() -> T + Unpin,
{
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        std::task::ready!(self.yielding.as_mut().poll(cx));
        Poll::Ready(self.end.take().expect("polled after its end")())
    }
}

/// Calls a closure when it is dropped.
pub(crate) struct OnDrop<F: FnOnce()>(Option<F>);

impl<F: FnOnce()> OnDrop<F> {
    pub(crate) const fn new(f: F) -> Self {
        Self(Some(f))
    }
}

impl<F: FnOnce()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        if let Some(f) = self.0.take() {
            f();
        }
    }
}

/// What the tests panic with: it can be told from every other object.
#[derive(Clone)]
pub(crate) struct Payload(Arc<()>);

impl Payload {
    pub(crate) fn new() -> Self {
        Self(Arc::new(()))
    }

    /// Panics with this. The hook is not called, so that the output stays readable.
    pub(crate) fn raise(self) -> ! {
        resume_unwind(Box::new(self))
    }

    /// Whether what was caught is this very object.
    pub(crate) fn is(&self, caught: &(dyn std::any::Any + Send)) -> bool {
        caught
            .downcast_ref::<Self>()
            .is_some_and(|caught| Arc::ptr_eq(&self.0, &caught.0))
    }
}

thread_local! {
    static CALLING: Cell<bool> = const { Cell::new(false) };
}

/// Calls `call`, while [`is_calling`] tells so on this thread.
pub(crate) fn calling<T>(call: impl FnOnce() -> T) -> T {
    CALLING.set(true);
    let output = call();
    CALLING.set(false);
    output
}

/// Whether this code runs inside a call that must not run it.
pub(crate) fn is_calling() -> bool {
    CALLING.get()
}

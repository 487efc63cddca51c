//! The runtimes that every test runs on, and what tests share.

#[path = "../ground/everywhere.rs"]
mod everywhere;

use std::cell::Cell;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use amphi::{Generator, Resumed};

pub(crate) use everywhere::flavors::in_tasks;
pub(crate) use everywhere::{MOMENT, everywhere};

/// Polls once, with a waker that does nothing.
pub(crate) fn poll_once<T>(future: impl Future<Output = T>) -> Poll<T> {
    pin!(future).poll(&mut Context::from_waker(Waker::noop()))
}

/// One step of a generator that does not wait for anything else.
#[track_caller]
pub(crate) fn step<Y, S, F: Future>(
    generator: &mut Generator<Y, S, F>,
    value: S,
) -> Resumed<Y, F::Output> {
    match poll_once(generator.resume(value)) {
        Poll::Ready(Ok(resumed)) => resumed,
        Poll::Ready(Err(finished)) => panic!("{finished}"),
        Poll::Pending => panic!("it waits"),
    }
}

/// Whether it was dropped is seen from outside.
#[derive(Clone, Default)]
pub(crate) struct Seen(Rc<Cell<usize>>);

impl Seen {
    pub(crate) fn drops(&self) -> usize {
        self.0.get()
    }

    pub(crate) fn guard(&self) -> SeenDrop {
        SeenDrop(self.0.clone())
    }
}

pub(crate) struct SeenDrop(Rc<Cell<usize>>);

impl Drop for SeenDrop {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

/// Two futures at once, each polled only when it was woken itself.
pub(crate) struct Woken<A: Future, B: Future>(pub(crate) Branch<A>, pub(crate) Branch<B>);

pub(crate) struct Branch<F: Future> {
    future: Pin<Box<F>>,
    bell: std::sync::Arc<Bell>,
    output: Option<F::Output>,
}

struct Bell {
    rings: std::sync::atomic::AtomicBool,
    task: std::sync::Mutex<Waker>,
}

impl std::task::Wake for Bell {
    fn wake(self: std::sync::Arc<Self>) {
        self.rings.store(true, std::sync::atomic::Ordering::SeqCst);
        let task = self.task.lock().unwrap().clone();
        task.wake();
    }
}

impl<F: Future> Branch<F> {
    pub(crate) fn new(future: F) -> Self {
        Self {
            future: Box::pin(future),
            bell: std::sync::Arc::new(Bell {
                rings: true.into(),
                task: Waker::noop().clone().into(),
            }),
            output: None,
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> bool {
        *self.bell.task.lock().unwrap() = cx.waker().clone();
        let rings = &self.bell.rings;
        if self.output.is_none() && rings.swap(false, std::sync::atomic::Ordering::SeqCst) {
            let waker = Waker::from(self.bell.clone());
            let polled = self.future.as_mut().poll(&mut Context::from_waker(&waker));
            if let Poll::Ready(output) = polled {
                self.output = Some(output);
            }
        }
        self.output.is_some()
    }
}

impl<F: Future> Unpin for Branch<F> {}

impl<A: Future, B: Future> Future for Woken<A, B> {
    type Output = (A::Output, B::Output);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let is_done = [self.0.poll(cx), self.1.poll(cx)];
        if is_done == [true; 2] {
            let (Some(a), Some(b)) = (self.0.output.take(), self.1.output.take()) else {
                panic!("polled after completion")
            };
            return Poll::Ready((a, b));
        }
        Poll::Pending
    }
}

//! The runtimes that every test runs on, and what tests share.

use std::any::Any;
use std::cell::Cell;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use amphi::{Generator, Handle, Resumed, smol, tokio};

/// Far longer than anything here takes; a hang ends with it.
pub(crate) const BOUND: Duration = Duration::from_secs(60);
pub(crate) const MOMENT: Duration = Duration::from_millis(1);

/// Some handle of each flavor, and what keeps its runtime alive.
fn grounds() -> Vec<(Handle, Box<dyn Any>)> {
    let many = tokio::OwnedRuntime::multi_thread(2).unwrap();
    let one = tokio::OwnedRuntime::multi_thread(1).unwrap();
    let current = tokio::OwnedRuntime::current_thread().unwrap();
    let small = smol::OwnedRuntime::new(1).unwrap();
    let own = smol::OwnedRuntime::new(2).unwrap();
    vec![
        (many.handle().into(), Box::new(many)),
        (one.handle().into(), Box::new(one)),
        (current.handle().into(), Box::new(current)),
        (small.handle().into(), Box::new(small)),
        (Handle::custom(own.handle().clone()), Box::new(own)),
        (Handle::smol(), Box::new(())),
        (Handle::async_std(), Box::new(())),
    ]
}

/// Runs `body` as a task of each runtime, and fails where it hangs.
pub(crate) fn in_tasks<F>(body: impl Fn(Handle) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    for (handle, _owner) in grounds() {
        let mut task = handle.spawn(body(handle.clone()));
        let ended = task
            .join_timeout(BOUND)
            .unwrap_or_else(|| panic!("it hangs on {handle:?}"));
        ended.unwrap_or_else(|error| error.resume());
    }
}

/// Runs `body` on a plain thread, in a closure and in a task of each runtime, and fails where it
/// hangs.
pub(crate) fn everywhere(body: fn(&Handle)) {
    for (handle, _owner) in grounds() {
        let (plain, closure) = (handle.clone(), handle.clone());
        bounded(move || {
            let _entered = plain.enter();
            body(&plain);
        });
        let mut closure = handle.spawn_blocking(move || body(&closure));
        closure.join_timeout(BOUND).expect("it hangs").unwrap();
        let task = handle.clone();
        let mut task = handle.spawn(async move { body(&task) });
        task.join_timeout(BOUND).expect("it hangs").unwrap();
    }
}

/// Runs `body` on a thread, and fails where it hangs.
#[track_caller]
pub(crate) fn bounded<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, is_done) = mpsc::channel::<()>();
    let body = thread::spawn(move || {
        let _done = done;
        body()
    });
    let ended = is_done.recv_timeout(BOUND);
    assert_ne!(ended, Err(RecvTimeoutError::Timeout), "it hangs");
    body.join()
        .unwrap_or_else(|payload| std::panic::resume_unwind(payload))
}

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

//! [`Task`]: a future that a pool's threads poll.
//!
//! ```text
//!             woken              polled             ready
//! Waiting ------------> Queued ----------> Polled ---------> Done --> Taken
//!    ^                     ^                 |  |             ^
//!    |                     `-----------------'  |             |
//!    `-------------- pending, not woken --------'          stopped
//! ```
//!
//! Who moves it out of `Waiting` or `Queued` has the future: to poll it, or to drop it. No code of a
//! user (future, waker, value) runs or is dropped while the lock is held.

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use amphi_core::internal::{Queued, Ran, quietly};
use amphi_core::{CatchUnwind, JoinError};

use super::Inner;
use super::item::Item;

/// The handle's view of a task, whatever its future is.
pub(super) trait Joined<T>: Send + Sync {
    fn poll(&self, cx: &mut Context<'_>) -> Poll<Result<T, JoinError>>;
    /// Ends it, where it has not ended.
    fn stop(&self, why: JoinError);
    fn is_finished(&self) -> bool;
}

pub(super) struct Task<F: Future> {
    pool: Arc<Inner>,
    /// Its place among the pool's tasks.
    place: usize,
    body: Mutex<Body<F>>,
}

struct Body<F: Future> {
    state: State<F>,
    /// Who waits for the result.
    waker: Option<Waker>,
}

type Pinned<F> = Pin<Box<CatchUnwind<F>>>;

enum State<F: Future> {
    Waiting(Pinned<F>),
    Queued(Pinned<F>),
    Polled {
        woken: bool,
        stop: Option<JoinError>,
    },
    Done(Result<F::Output, JoinError>),
    Taken,
}

impl<F> Task<F>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    /// Starts `future` on `pool`; where that has been shut down, the future is dropped.
    pub(super) fn start(pool: &Arc<Inner>, future: F) -> Arc<Self> {
        let mut future = Some(Box::pin(CatchUnwind::new(future)));
        let task = pool.tasks.add(|place| {
            let future = future.take().expect("made once");
            Arc::new(Self {
                pool: pool.clone(),
                place,
                body: Mutex::new(Body {
                    state: State::Queued(future),
                    waker: None,
                }),
            })
        });
        pool.push_now(Item::of(task.clone()));
        task
    }

    fn lock(&self) -> MutexGuard<'_, Body<F>> {
        self.body.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Publishes the result; the future has gone.
    fn finish(&self, result: Result<F::Output, JoinError>) {
        self.pool.tasks.remove(self.place);
        let mut body = self.lock();
        body.state = State::Done(result);
        let waker = body.waker.take();
        drop(body);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn take_to_poll(&self) -> Option<Pinned<F>> {
        let mut body = self.lock();
        let polled = State::Polled {
            woken: false,
            stop: None,
        };
        match mem::replace(&mut body.state, polled) {
            State::Queued(future) => Some(future),
            other => {
                body.state = other;
                None
            }
        }
    }

    /// The future was pending: puts it back, or drops it where it was stopped meanwhile.
    fn put_back(self: Arc<Self>, future: Pinned<F>) {
        let mut body = self.lock();
        let State::Polled { woken, stop } = &mut body.state else {
            unreachable!("only who polls it changes that");
        };
        if let Some(why) = stop.take() {
            drop(body);
            drop(future);
            self.finish(Err(why));
        } else if *woken {
            body.state = State::Queued(future);
            drop(body);
            let pool = self.pool.clone();
            pool.push_now(Item::of(self));
        } else {
            body.state = State::Waiting(future);
        }
    }
}

impl<F> Task<F>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    /// Polls it once, where it is its turn.
    fn step(self: Arc<Self>) {
        let Some(mut future) = self.take_to_poll() else {
            return;
        };
        let waker = Waker::from(self.clone());
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(caught) => {
                drop(future);
                self.finish(caught.into_result());
            }
            Poll::Pending => self.put_back(future),
        }
    }

    /// Ends it; its future is dropped here, or by the thread that polls it.
    fn end(&self, why: JoinError) {
        let mut body = self.lock();
        let polled = State::Polled {
            woken: false,
            stop: None,
        };
        match mem::replace(&mut body.state, polled) {
            State::Waiting(future) | State::Queued(future) => {
                drop(body);
                // It catches the panics of its drop.
                drop(future);
                self.finish(Err(why));
            }
            State::Polled { woken, stop } => {
                let stop = stop.or(Some(why));
                body.state = State::Polled { woken, stop };
            }
            ended => body.state = ended,
        }
    }
}

impl<F> Queued for Task<F>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    fn run(self: Arc<Self>) -> Ran {
        quietly(|| self.step());
        Ran::Step
    }

    fn give_up(self: Arc<Self>, why: JoinError) -> Ran {
        quietly(move || self.end(why));
        Ran::Step
    }
}

impl<F> Wake for Task<F>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    fn wake(self: Arc<Self>) {
        let mut body = self.lock();
        match mem::replace(&mut body.state, State::Taken) {
            State::Waiting(future) => {
                body.state = State::Queued(future);
                drop(body);
                let pool = self.pool.clone();
                pool.push_now(Item::of(self));
            }
            State::Polled { stop, .. } => body.state = State::Polled { woken: true, stop },
            other => body.state = other,
        }
    }
}

impl<F> Joined<F::Output> for Task<F>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    fn poll(&self, cx: &mut Context<'_>) -> Poll<Result<F::Output, JoinError>> {
        // Cloned outside the lock: a waker is somebody else's code.
        let waker = cx.waker().clone();
        let mut body = self.lock();
        match mem::replace(&mut body.state, State::Taken) {
            State::Done(result) => return Poll::Ready(result),
            State::Taken => {
                drop(body);
                panic!("a `JoinHandle` was polled after it had given its result")
            }
            other => body.state = other,
        }
        let old = body.waker.replace(waker);
        drop(body);
        drop(old);
        Poll::Pending
    }

    fn stop(&self, why: JoinError) {
        quietly(|| self.end(why));
    }

    fn is_finished(&self) -> bool {
        matches!(self.lock().state, State::Done(_) | State::Taken)
    }
}

//! A channel without a bound that knows no runtime: any thread sends, async code receives.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// A channel that is empty.
pub(crate) fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let state = Arc::new(Mutex::new(State {
        values: VecDeque::new(),
        closed: false,
        waker: None,
    }));
    (Sender(state.clone()), Receiver(state))
}

struct State<T> {
    values: VecDeque<T>,
    closed: bool,
    waker: Option<Waker>,
}

/// Closes the channel when it is dropped.
pub(crate) struct Sender<T>(Arc<Mutex<State<T>>>);

impl<T> Sender<T> {
    pub(crate) fn send(&self, value: T) {
        let waker = {
            let mut state = lock(&self.0);
            state.values.push_back(value);
            state.waker.take()
        };
        waker.into_iter().for_each(Waker::wake);
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let waker = {
            let mut state = lock(&self.0);
            state.closed = true;
            state.waker.take()
        };
        waker.into_iter().for_each(Waker::wake);
    }
}

pub(crate) struct Receiver<T>(Arc<Mutex<State<T>>>);

impl<T> Receiver<T> {
    /// The next value, or `None` when all were taken and the sender has gone.
    pub(crate) async fn receive(&mut self) -> Option<T> {
        poll_fn(|cx| self.poll(cx)).await
    }

    fn poll(&self, cx: &mut Context<'_>) -> Poll<Option<T>> {
        // Cloned and dropped outside the lock: a waker is somebody else's code.
        let mine = cx.waker().clone();
        let (polled, _old) = {
            let mut state = lock(&self.0);
            match state.values.pop_front() {
                Some(value) => (Poll::Ready(Some(value)), None),
                None if state.closed => (Poll::Ready(None), None),
                None => (Poll::Pending, state.waker.replace(mine)),
            }
        };
        polled
    }
}

fn lock<T>(state: &Mutex<State<T>>) -> MutexGuard<'_, State<T>> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

//! [`Through`]: the handle of a closure that goes through a limiter.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use amphi_core::{JoinError, TaskHandle};
use amphi_pool::{LimitedHandle, Limiter, brings_permit};

use super::Handle;
use crate::JoinHandle;

/// Waits for a closure and takes the value that it left. What is on the way has no type, so that all this
/// is not compiled once more for each type of value.
pub(super) struct Through<T> {
    way: LimitedHandle<(), JoinHandle<()>>,
    value: Value<T>,
}

type Value<T> = Arc<Mutex<Option<T>>>;

impl<T: Send + 'static> Through<T> {
    pub(super) fn new(
        limiter: &Limiter,
        beyond: &Handle,
        f: impl FnOnce() -> T + Send + 'static,
    ) -> Self {
        let value = Value::default();
        let place = value.clone();
        let call = move || {
            let given = f();
            *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(given);
        };
        let way = start(limiter, beyond, Box::new(call));
        Self { way, value }
    }
}

fn start(
    limiter: &Limiter,
    beyond: &Handle,
    call: Box<dyn FnOnce() + Send>,
) -> LimitedHandle<(), JoinHandle<()>> {
    match brings_permit() {
        true => LimitedHandle::offloaded(beyond.spawn_blocking(call)),
        false => limiter.acquire().offload(beyond, call),
    }
}

fn take<T>(value: &Value<T>) -> T {
    let mut value = value.lock().unwrap_or_else(PoisonError::into_inner);
    value.take().expect("a closure that ended left its value")
}

#[deny(clippy::missing_trait_methods)]
impl<T: Send + 'static> TaskHandle<T> for Through<T> {
    fn cancel(self) -> impl Future<Output = Result<T, JoinError>> + Send {
        let Self { way, value } = self;
        let ending = way.cancel();
        async move { ending.await.map(|()| take(&value)) }
    }

    fn is_finished(&self) -> bool {
        self.way.is_finished()
    }

    fn detach(self) {}
}

impl<T: Send + 'static> Future for Through<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let ended = ready!(Pin::new(&mut self.way).poll(cx));
        Poll::Ready(ended.map(|()| take(&self.value)))
    }
}

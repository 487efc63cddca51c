//! [`join_all`]: several futures at once, their outputs in order.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use amphi_core::CancelOnDrop;

use crate::{Handle, JoinHandle};

/// Runs several futures at once, in the task or the wait that polls this; gives their outputs, in the
/// order of the futures.
///
/// Nothing is started: the futures may borrow and need not be `Send`. Only what was woken is polled. To
/// have them run on other threads, or to be told of panics, use a [`TaskGroup`](crate::TaskGroup).
///
/// # Cancellation and drop
/// Dropping it drops the futures that have not ended and the outputs of the others.
///
/// # Panics
/// A panic of a future goes on in the awaiter; the others are dropped with this.
///
/// ```
/// let words = ["none", "of", "them", "waits"];
/// let lengths = amphi::join_all(words.iter().map(|word| async move {
///     amphi::yield_now().await;
///     word.len()
/// }));
/// assert_eq!(lengths.wait(), [4, 2, 4, 5]);
/// // Or awaited.
/// amphi::block_on(async {
///     assert_eq!(amphi::join_all([async { 1 }]).await, [1]);
/// });
/// ```
pub fn join_all<I>(futures: I) -> JoinAll<I::Item>
where
    I: IntoIterator,
    I::Item: Future,
{
    let futures: Vec<_> = futures.into_iter().map(Box::pin).collect();
    let news = Arc::new(News::all(futures.len()));
    let child = |(index, future)| Child {
        future: Some(future),
        output: None,
        waker: Waker::from(Arc::new(Bell {
            news: news.clone(),
            index,
        })),
    };
    JoinAll {
        left: futures.len(),
        children: futures.into_iter().enumerate().map(child).collect(),
        news,
    }
}

/// Runs several closures at once, each on a thread of the current runtime where blocking is welcome;
/// gives their results, in the order of the closures.
///
/// They start with this call, like [`spawn_blocking`](crate::spawn_blocking) of each. A
/// [`TaskGroup`](crate::TaskGroup) also bounds how many run at a time.
///
/// # Cancellation and drop
/// Dropping it cancels the closures: what has not started never runs, what runs is
/// [told](crate::is_cancelled).
///
/// # Errors
/// A result is a [`JoinError`](crate::JoinError) where the closure panicked or its runtime has gone.
///
/// # Panics
/// Where there is no runtime ([`NoRuntime`](crate::NoRuntime)), at the caller's location.
///
/// ```
/// let squares = (1..=3_u64).map(|n| move || n * n);
/// let squares: Result<Vec<_>, _> = amphi::join_all_blocking(squares).wait().into_iter().collect();
/// assert_eq!(squares.unwrap(), [1, 4, 9]);
/// ```
#[track_caller]
pub fn join_all_blocking<I, T>(closures: I) -> JoinAll<CancelOnDrop<T, JoinHandle<T>>>
where
    I: IntoIterator,
    I::Item: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let handle = Handle::current();
    let start = |closure| handle.spawn_blocking(closure).cancel_on_drop();
    join_all(closures.into_iter().map(start))
}

/// Several futures at once; made by [`join_all`].
#[must_use = "futures do nothing unless awaited; `wait()` waits"]
pub struct JoinAll<F: Future> {
    children: Vec<Child<F>>,
    /// How many have not ended.
    left: usize,
    news: Arc<News>,
}

struct Child<F: Future> {
    /// `None` once it has ended.
    future: Option<Pin<Box<F>>>,
    output: Option<F::Output>,
    waker: Waker,
}

impl<F: Future> JoinAll<F> {
    /// Waits for the outputs on this thread, from anywhere, nested too; the
    /// [current runtime](Handle::current) is that of the futures.
    ///
    /// # Panics
    /// As [`block_on`](crate::block_on), at the caller's location.
    #[track_caller]
    pub fn wait(self) -> Vec<F::Output> {
        Handle::current().block_on(self)
    }
}

// The futures are boxed, outputs are never pinned.
impl<F: Future> Unpin for JoinAll<F> {}

impl<F: Future> Future for JoinAll<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        for index in this.news.take(cx.waker()) {
            let child = &mut this.children[index];
            let Some(future) = &mut child.future else {
                continue;
            };
            if let Poll::Ready(output) =
                future.as_mut().poll(&mut Context::from_waker(&child.waker))
            {
                child.future = None;
                child.output = Some(output);
                this.left -= 1;
            }
        }
        if this.left > 0 {
            return Poll::Pending;
        }
        let outputs = this.children.drain(..).filter_map(|child| child.output);
        Poll::Ready(outputs.collect())
    }
}

impl<F: Future> fmt::Debug for JoinAll<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinAll")
            .field("futures", &self.children.len())
            .field("left", &self.left)
            .finish()
    }
}

/// Which futures have been woken, and who is to poll them.
struct News(Mutex<Woken>);

struct Woken {
    indices: Vec<usize>,
    /// Whether each is among them.
    is_woken: Vec<bool>,
    waker: Option<Waker>,
}

impl News {
    /// Each of so many is to be polled.
    fn all(count: usize) -> Self {
        Self(Mutex::new(Woken {
            indices: (0..count).collect(),
            is_woken: vec![true; count],
            waker: None,
        }))
    }

    fn lock(&self) -> MutexGuard<'_, Woken> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Which are to be polled; from now on `waker` hears of others.
    fn take(&self, waker: &Waker) -> Vec<usize> {
        let waker = waker.clone();
        let mut woken = self.lock();
        let old = woken.waker.replace(waker);
        let indices = std::mem::take(&mut woken.indices);
        for &index in &indices {
            woken.is_woken[index] = false;
        }
        drop(woken);
        drop(old);
        indices
    }
}

/// Wakes one of the futures.
struct Bell {
    news: Arc<News>,
    index: usize,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let waker = {
            let mut woken = self.news.lock();
            if std::mem::replace(&mut woken.is_woken[self.index], true) {
                return;
            }
            woken.indices.push(self.index);
            woken.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

//! The runtimes that every test runs on, and what tests share.

use std::any::Any;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use amphi::{Handle, smol, tokio};

/// Far longer than anything here takes; a hang ends with it.
pub(crate) const BOUND: Duration = Duration::from_secs(60);

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
pub(crate) fn on_each<F>(body: impl Fn(Handle) -> F)
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

/// Runs `body` for the first `usual` seeds, a few of them as one task of each runtime; fails where it hangs.
///
/// `AMPHI_ROUNDS` sets how many seeds there are; `AMPHI_SEED` is one that is played a hundred times. Prints how many
/// operations the bodies told of.
pub(crate) fn on_each_seed<F>(usual: u64, body: impl Fn(Handle, u64) -> F + Copy + Send + 'static)
where
    F: Future<Output = usize> + Send + 'static,
{
    const AT_ONCE: usize = 20;
    let number = |name| std::env::var(name).ok()?.parse::<u64>().ok();
    let seeds = match number("AMPHI_SEED") {
        Some(seed) => vec![seed; 100],
        None => Vec::from_iter(0..number("AMPHI_ROUNDS").unwrap_or(usual)),
    };
    let operations = Arc::new(AtomicUsize::new(0));
    for seeds in seeds.chunks(AT_ONCE) {
        on_each(|handle| {
            let (seeds, operations) = (seeds.to_vec(), operations.clone());
            async move {
                for seed in seeds {
                    let count = body(handle.clone(), seed).await;
                    operations.fetch_add(count, Ordering::Relaxed);
                }
            }
        });
    }
    let operations = operations.load(Ordering::Relaxed);
    println!("{operations} operations of {} seeds", seeds.len());
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

/// Waits in a task until something is so.
pub(crate) async fn until(what: &str, is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < BOUND, "in vain: {what}");
        amphi::yield_now().await;
    }
}

/// Tells when it is dropped, and where.
pub(crate) struct Told(Sender<thread::ThreadId>);

pub(crate) fn told() -> (Told, Receiver<thread::ThreadId>) {
    let (sender, receiver) = mpsc::channel();
    (Told(sender), receiver)
}

impl Drop for Told {
    fn drop(&mut self) {
        let _ = self.0.send(thread::current().id());
    }
}

/// A tokio runtime with one thread for closures.
pub(crate) fn one_blocking_thread() -> (::tokio::runtime::Runtime, Handle) {
    let mut builder = ::tokio::runtime::Builder::new_multi_thread();
    let runtime = builder
        .worker_threads(1)
        .max_blocking_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let handle = Handle::tokio(runtime.handle().clone());
    (runtime, handle)
}

/// Numbers in a reproducible disorder.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }
}

/// Polls once.
pub(crate) fn poll_once<T>(mut future: Pin<&mut impl Future<Output = T>>) -> Option<T> {
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    match future.as_mut().poll(&mut cx) {
        std::task::Poll::Ready(output) => Some(output),
        std::task::Poll::Pending => None,
    }
}

//! The runtimes that every test runs on, and what tests share.

#[path = "../ground/everywhere.rs"]
mod everywhere;
#[path = "../ground/small_pool.rs"]
mod small_pool;

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Instant;

use amphi::Handle;
use amphi_conformance::random::seeds;

pub(crate) use everywhere::bound::BOUND;
pub(crate) use everywhere::bounded::Bounded;
pub(crate) use everywhere::flavors::{flavors, in_tasks as on_each};
pub(crate) use everywhere::{MOMENT, everywhere};
use small_pool::small_pool;

/// Runs `body` for the first [`seeds`], a few of them as one task of each runtime; fails where it hangs. Prints
/// how many operations the bodies told of.
pub(crate) fn on_each_seed<F>(usual: u64, body: impl Fn(Handle, u64) -> F + Copy + Send + 'static)
where
    F: Future<Output = usize> + Send + 'static,
{
    const AT_ONCE: usize = 20;
    let seeds = seeds(usual, 0..);
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

/// Runs `body` on a thread, and fails where it hangs.
#[track_caller]
pub(crate) fn bounded<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> T {
    Bounded::start(body).end("an adapter")
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
pub(crate) fn one_blocking_thread() -> (tokio::runtime::Runtime, Handle) {
    small_pool(1)
}

/// Polls once.
pub(crate) fn poll_once<T>(mut future: Pin<&mut impl Future<Output = T>>) -> Option<T> {
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    match future.as_mut().poll(&mut cx) {
        std::task::Poll::Ready(output) => Some(output),
        std::task::Poll::Pending => None,
    }
}

//! What only the inside of a pool can bring about: a system that refuses threads.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread::Builder as Thread;
use std::time::Duration;

use amphi_core::TaskHandleExt;

use super::{Pool, PoolBuilder};
use crate::sync::{self, Body, JoinHandle};

const BOUND: Duration = Duration::from_secs(30);

/// `EAGAIN`, as Linux and macOS give it.
fn refusal() -> io::Error {
    io::Error::new(io::ErrorKind::WouldBlock, "no more threads")
}

fn refusing(builder: PoolBuilder, start: fn(Thread, Body) -> io::Result<JoinHandle<()>>) -> Pool {
    let mut settings = builder.settings;
    settings.start = start;
    Pool::lazy(settings)
}

#[test]
fn b18_a_refused_first_thread_is_told_to_every_caller_and_nothing_leaks() {
    static LEFT: AtomicUsize = AtomicUsize::new(0);
    fn start(thread: Thread, body: Body) -> io::Result<JoinHandle<()>> {
        match LEFT.load(Ordering::SeqCst) {
            0 => Err(refusal()),
            _ => sync::start(thread, body),
        }
    }
    let pool = refusing(Pool::builder().max_threads(2).queue_limit(0), start);
    for _ in 0..10 {
        let error = pool.try_spawn_blocking(|| 7).unwrap().join().unwrap_err();
        assert!(error.is_no_thread());
        let source = std::error::Error::source(&error).unwrap();
        assert_eq!(source.to_string(), "no more threads");
        let task = pool.spawn(async { 7 });
        assert!(task.join().unwrap_err().is_no_thread());
        let error = pool.offload(|| 7).wait().unwrap_err();
        assert!(error.is_no_thread());
    }
    let stats = pool.stats();
    assert_eq!((stats.threads, stats.queued, stats.tasks), (0, 0, 0));
    pool.idle().wait();
    // The system has threads again.
    LEFT.store(1, Ordering::SeqCst);
    assert_eq!(pool.try_spawn_blocking(|| 7).unwrap().join().unwrap(), 7);
    assert_eq!(pool.spawn(async { 7 }).join().unwrap(), 7);
}

#[test]
fn b18_where_others_live_a_refused_thread_only_delays() {
    static LEFT: AtomicUsize = AtomicUsize::new(1);
    fn start(thread: Thread, body: Body) -> io::Result<JoinHandle<()>> {
        let one_less = |left: usize| left.checked_sub(1);
        match LEFT.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less) {
            Ok(_) => sync::start(thread, body),
            Err(_) => Err(refusal()),
        }
    }
    let pool = refusing(Pool::builder().max_threads(8), start);
    let (open, gate) = channel::<()>();
    let (starts, started) = channel();
    let first = pool.spawn_blocking(move || {
        starts.send(()).unwrap();
        gate.recv_timeout(BOUND).unwrap();
    });
    started.recv_timeout(BOUND).unwrap();
    let queued: Vec<_> = (0..100).map(|n| pool.spawn_blocking(move || n)).collect();
    assert_eq!((pool.stats().threads, pool.stats().queued), (1, 100));
    open.send(()).unwrap();
    first.join().unwrap();
    for (n, handle) in queued.into_iter().enumerate() {
        assert_eq!(handle.join().unwrap(), n);
    }
    assert_eq!(pool.stats().threads, 1);
}

#[test]
fn b18_a_pool_whose_first_threads_are_refused_is_not_built() {
    static LEFT: AtomicUsize = AtomicUsize::new(2);
    fn start(thread: Thread, body: Body) -> io::Result<JoinHandle<()>> {
        let one_less = |left: usize| left.checked_sub(1);
        match LEFT.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less) {
            Ok(_) => sync::start(thread, body),
            Err(_) => Err(refusal()),
        }
    }
    let (stops, stopped) = channel();
    let mut builder = Pool::builder()
        .min_threads(3)
        .on_thread_stop(move || stops.send(()).unwrap());
    builder.settings.start = start;
    let error = builder.build().unwrap_err();
    assert_eq!(error.to_string(), "no more threads");
    // Those that were started end.
    stopped.recv_timeout(BOUND).unwrap();
    stopped.recv_timeout(BOUND).unwrap();
    assert!(stopped.recv_timeout(BOUND).is_err());
}
